import { readFile, readlink, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { byteObjects, records, type StudySpecInput } from '@crossfold/contracts';
import { readRecord, verifyStudy } from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { flipByte } from '../support/flip-byte.js';
import { diverging } from '../support/diverging.js';
import { runCli } from '../support/processes.js';
import { emptyPost, startStack, type Stack } from '../support/stack.js';
import { untilState } from '../support/study-ends.js';
import { tinyStudy } from '../support/tiny-study.js';

const divergingLater = {
  ...diverging,
  stages: [
    // Leaves a checkpoint, and nearly the weights of the beginning.
    { name: 'calm', trainable: 'all', epochs: 1, learningRate: 1e-9 },
    ...diverging.stages,
  ],
} as const;

/** Two cells with a result, two that fail, and two that are cancelled. */
const spec: StudySpecInput = {
  ...tinyStudy,
  arms: {
    leaveOneOut: ['classWeights'],
    explicit: [{ name: 'doomed', overrides: { training: divergingLater } }],
  },
};

/** An object of each kind that a finished study has, by where it lies. */
const kinds = [
  'study',
  'control',
  'manifest',
  'fold plan',
  'attempt',
  'checkpoint',
  'receipt',
  'predictions',
  'inner predictions',
  'history',
  'weights',
  'failure',
  'sealed opening',
  'ensemble',
  'ensemble predictions',
  'report',
  'explanation order',
  'explanation picture',
  'explanation',
  'cross-evaluation predictions',
  'cross-evaluation',
] as const;
type Kind = (typeof kinds)[number];

/** What no other object speaks of: where it is gone, its task has no end yet. */
const unspoken: Partial<Record<Kind, string>> = {
  report: 'report',
  explanation: 'explanation 1',
};

describe('a finished study that is verified', () => {
  let stack: Stack;
  let studyId: string;
  let keys: Record<Kind, string>;

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
    await stack.startWorker('worker');
    studyId = await stack.submit(spec);
    for (const fold of [0, 1]) await command(`trials/no-class-weights.f${fold}.s1/cancel`);
    await untilState(stack, studyId, 'finished-with-failures');
    await addOther();
    await cli('evaluate', studyId, '--dataset', 'other');
    await cli('explain', studyId, '--per-class', '1', '--variant', 'full');
    keys = await findKeys();
  });
  afterAll(() => stack.stop());

  async function cli(...args: string[]): Promise<void> {
    expect(await runCli(args, stack.env)).toMatchObject({ code: 0 });
  }

  async function command(path: string): Promise<void> {
    const answer = await fetch(`${stack.api}/studies/${studyId}/${path}`, emptyPost);
    expect(answer.status).toBe(202);
  }

  async function addOther(): Promise<void> {
    const folder = join(stack.folder, 'other');
    const size = ['--images', '70', '--seed', '6', '--shares', 'mild', '--series', '1'];
    await cli('dataset', 'synth', folder, '--width-px', '200', ...size);
    await cli('dataset', 'add', folder, '--name', 'other');
  }

  async function findKeys(): Promise<Record<Kind, string>> {
    const { store } = stack;
    const trialId = 'full.f0.s1';
    const study = await readRecord(store, records.study, { studyId });
    const receiptKey = records.receipt.key({ studyId, trialId });
    const receipt = await readRecord(store, records.receipt, { studyId, trialId });
    const report = await readRecord(store, records.report, { studyId });
    const [opening] = report.sealedOpenings;
    const [{ number, partSha256 }] = [opening as NonNullable<typeof opening>];
    const firstOf = async (prefix: string, end: string) => {
      for await (const { key } of store.list(prefix)) if (key.endsWith(end)) return key;
      throw new Error(`expected an object below ${prefix} that ends with ${end}, got none`);
    };
    const crossEvaluations = records.crossEvaluation.prefix({ studyId });
    return {
      study: records.study.key({ studyId }),
      control: records.control.key({ studyId }),
      manifest: records.manifest.key({ sha256: study.dataset.manifestSha256 }),
      'fold plan': records.foldPlan.key({ sha256: study.foldPlan.sha256 }),
      attempt: records.attempt.key({ studyId, trialId, attempt: 1 }),
      checkpoint: await firstOf(
        byteObjects.checkpoint.prefix({ studyId, trialId: 'doomed.f0.s1' }),
        '.safetensors',
      ),
      receipt: receiptKey,
      predictions: receipt.predictions.key,
      'inner predictions': receipt.innerPredictions?.key ?? '',
      history: receipt.history.key,
      weights: receipt.weights.key,
      failure: records.failure.key({ studyId, trialId: 'doomed.f0.s1' }),
      'sealed opening': records.sealedOpening.key({ partSha256, studyId, number }),
      ensemble: records.ensemble.key({ studyId }),
      'ensemble predictions': records.ensemblePredictions.key({ studyId }),
      report: records.report.key({ studyId }),
      'explanation order': records.explanationOrder.key({ studyId, number: 1 }),
      'explanation picture': await firstOf(records.explanation.prefix({ studyId }), '.png'),
      explanation: records.explanation.key({ studyId, number: 1 }),
      'cross-evaluation predictions': await firstOf(crossEvaluations, '/predictions.json'),
      'cross-evaluation': await firstOf(crossEvaluations, '/result.json'),
    };
  }

  /** Of the store's folder: the link that is the object, and the bytes that it leads to. */
  const linkOf = (key: string) => join(stack.folder, 'store', 'objects', key);
  const pathOf = (key: string) => realpath(linkOf(key));

  /** Each does harm to an object, and returns what undoes it. */
  const damages = {
    'a flipped byte': async (key: string) => {
      const path = await pathOf(key);
      await flipByte(path);
      return () => flipByte(path);
    },
    'half of its bytes': async (key: string) => {
      const path = await pathOf(key);
      const bytes = await readFile(path);
      await truncate(path, Math.floor(bytes.byteLength / 2));
      return () => writeFile(path, bytes);
    },
    'none of its bytes': async (key: string) => {
      const path = await pathOf(key);
      const bytes = await readFile(path);
      await rm(path);
      return () => writeFile(path, bytes);
    },
    'nothing left': async (key: string) => {
      const target = await readlink(linkOf(key));
      await rm(linkOf(key));
      return () => symlink(target, linkOf(key));
    },
  } as const;

  it('has checkpoints of those trials alone that may be gone on with', async () => {
    const trials = new Set<string>();
    for await (const { key } of stack.store.list(`studies/${studyId}/trials/`)) {
      const at = byteObjects.checkpoint.parseKey(key);
      if (at) trials.add(at.trialId);
    }
    expect([...trials]).toEqual(['doomed.f0.s1', 'doomed.f1.s1']);
  });

  it('has an object of each kind, and all of them are whole', async () => {
    const verified = await verifyStudy(stack.store, studyId);
    expect(verified).toMatchObject({
      cells: { succeeded: 2, failed: 2, cancelled: 2, open: 0 },
      unfinished: [],
      problems: [],
    });
    const told = await runCli(['verify', studyId], stack.env);
    expect(told).toMatchObject({ code: 0 });
    expect(told.stdout).toContain('2 with a receipt, 2 failed by name, 2 cancelled, 0 without');
  });

  describe.each(Object.entries(damages))('%s', (damage, harm) => {
    it.each(kinds)('of its %s', async (kind) => {
      const key = keys[kind];
      const undo = await harm(key);
      const { problems, unfinished } = await verifyStudy(stack.store, studyId);
      await undo();
      const found = [...unfinished, ...problems].join();
      // Nothing speaks of it, and its trial would do without, should it be tried again.
      if (damage.startsWith('no') && kind === 'checkpoint') expect(found).toBe('');
      else if (damage === 'nothing left' && kind in unspoken) expect(found).toBe(unspoken[kind]);
      else if (damage === 'nothing left' && kind === 'control') {
        // That two trials were to be cancelled: now they have no end.
        expect(problems.join()).toContain(
          records.receipt.key({ studyId, trialId: 'no-class-weights.f0.s1' }),
        );
      } else expect(problems.join()).toContain(key);
    });
  });
});
