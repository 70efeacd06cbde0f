import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  byteObjects,
  firstScheme,
  records,
  type EpochRecord,
  type FoldPlan,
  type Study,
  type StudyEvent,
} from '@crossfold/contracts';
import { assertTrainable, encodeSafetensors } from '@crossfold/model';
import {
  createFileStore,
  createRecord,
  readControl,
  readRecordIfThere,
  type ObjectStore,
} from '@crossfold/storage';
import { compileStudy, parseStudySpec, StudyIndex } from '@crossfold/study';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createLedgers } from './ledgers.js';
import { stopTrials } from './stop-trials.js';

const root = await mkdtemp(join(tmpdir(), 'crossfold-stop-'));
afterAll(() => rm(root, { recursive: true }));

const at = '2026-11-30T00:00:00.000Z';
const foldPlan: FoldPlan = {
  schemaVersion: 3,
  ...firstScheme,
  manifestSha256: null,
  assignments: [],
  options: { protocol: 'grouped', folds: 3, seed: 0, sealedShare: 0 },
  leak: { leakedImages: 0, poolImages: 100 },
};
const body = {
  name: 'study',
  dataset: 'drawn',
  folds: 3,
  seeds: [1],
  ensemble: null,
  baseline: { model: { backbone: 'tiny', imageSizePx: 32 } },
  arms: { leaveOneOut: ['fc'] },
  stopping: { rule: 'median', minEpochs: 2, minTrials: 2 },
};
const { sealedPart: _, ...study }: Study = compileStudy(
  parseStudySpec(body, assertTrainable),
  body,
  {
    studyId: 's',
    submittedAt: at,
    dataset: { name: 'drawn', manifestSha256: 'a'.repeat(64) },
    foldPlan,
  },
);
const trialId = 'no-fc.f0.s1';
const decision = { studyId: 's', number: 1 };
const at1 = { studyId: 's', trialId, attempt: 1 };

/** Of the arm's first trial: it runs, and lags behind. */
const events: readonly StudyEvent[] = [
  {
    at,
    studyId: 's',
    type: 'trial.started',
    trialId,
    worker: 'w',
    attempt: 1,
    device: 'cpu',
    resumedAfterEpoch: null,
    epochs: 50,
  } as StudyEvent,
  ...[0.1, 0.2].map((validationBalancedAccuracy, i): StudyEvent => ({
    at,
    studyId: 's',
    type: 'trial.epoch',
    trialId,
    record: { epoch: i + 1, validationBalancedAccuracy } as EpochRecord,
  })),
];

describe('stopTrials', () => {
  let store: ObjectStore;
  let count = 0;

  beforeEach(async () => {
    store = createFileStore({ kind: 'file', dir: join(root, String(++count)) });
    await createRecord(store, records.study, { studyId: 's' }, study);
    const attempt = { schemaVersion: 1 as const, ...at1 };
    await createRecord(store, records.attempt, attempt, { ...attempt, worker: 'w', startedAt: at });
  });

  /** As a server that has just begun, and has heard of these events. */
  async function look(heard: readonly StudyEvent[]) {
    const index = new StudyIndex();
    await index.load(store);
    for (const event of heard) index.apply({ event });
    const told: string[] = [];
    const publish = (event: StudyEvent) => Promise.resolve(void told.push(event.type));
    const finished = new Map(['full.f0.s1', 'full.f1.s1'].map((id) => [id, [0.6, 0.7]]));
    const curves = { of: () => Promise.resolve(finished) };
    const parts = { store, index, ledgers: createLedgers(store), curves, events: { publish } };
    await stopTrials(parts as never, 's');
    return { told, state: index.get('s').trials.get(trialId)?.state };
  }

  const readAll = async () => ({
    decision: await readRecordIfThere(store, records.stopDecision, decision),
    end: await readRecordIfThere(store, records.failure, { studyId: 's', trialId }),
    told: (await readControl(store, 's')).trials[trialId]?.stopDecision,
  });

  it('writes the decision, the end of the trial, and what is wanted of it', async () => {
    expect(await look(events)).toEqual({ told: ['trial.racedOut'], state: 'raced-out' });
    const written = await readAll();
    expect(written.decision).toMatchObject({ trialId, epoch: 2, best: 0.2 });
    expect(written.end).toMatchObject({ code: 'TRIAL_RACED_OUT', attempt: 2, stopDecision: 1 });
    expect(written.told).toBe(1);
    // Nothing more is to be done, whatever is heard again.
    expect(await look(events)).toEqual({ told: [], state: 'raced-out' });
    expect(await readAll()).toEqual(written);
  });

  it('takes epochs that nobody told from the checkpoint', async () => {
    const history = [0.1, 0.2].map((validationBalancedAccuracy, i) => ({
      epoch: i + 1,
      stage: 'all',
      learningRate: 0.1,
      trainLoss: 1,
      trainAccuracy: 0.1,
      validationLoss: 1,
      validationAccuracy: 0.1,
      validationBalancedAccuracy,
    }));
    const write = async (epoch: number, body: Uint8Array) => {
      await store.put(byteObjects.checkpoint.key({ ...at1, epoch, step: 0 }), body);
    };
    const metadata = { state: JSON.stringify({ schemaVersion: 1, history }) };
    await write(2, encodeSafetensors({ tensors: new Map(), metadata }));
    // One that cannot be read is passed over.
    await write(3, Buffer.from('damaged'));
    const third = { ...history[0], epoch: 3 } as EpochRecord;
    const last = { at, studyId: 's', type: 'trial.epoch', trialId, record: third } as const;
    expect(await look([events[0] as StudyEvent, last])).toMatchObject({ state: 'raced-out' });
    expect((await readAll()).decision).toMatchObject({ trialId, epoch: 3, best: 0.2 });
  });

  it.each([
    ['the decision', ['end', 'control']],
    ['the end', ['control']],
  ] as const)('does the rest after a death behind %s', async (_, lost) => {
    await look(events);
    const written = await readAll();
    const gone: readonly string[] = lost;
    if (gone.includes('control')) await store.delete(records.control.key({ studyId: 's' }));
    if (gone.includes('end')) {
      await store.delete(records.failure.key({ studyId: 's', trialId }));
      await store.delete(records.attempt.key({ studyId: 's', trialId, attempt: 2 }));
    }
    // What made it decide is not heard again: the trial alone runs.
    expect(await look(events.slice(0, 1))).toMatchObject({ state: 'raced-out' });
    const again = await readAll();
    expect(again.decision).toEqual(written.decision);
    expect(again.end).toMatchObject({ stopDecision: 1 });
    expect(again.told).toBe(1);
  });
});
