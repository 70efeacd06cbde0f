import { join } from 'node:path';
import {
  failureSchema,
  records,
  type Report,
  type StudyDetail,
  type StudySpecInput,
  type TrialPage,
} from '@crossfold/contracts';
import { readRecord } from '@crossfold/storage';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { diverging } from '../support/diverging.js';
import { addDrawnImages } from '../support/drawn-images.js';
import { runCli } from '../support/processes.js';
import { startStack, type Stack } from '../support/stack.js';
import { untilState, untilTrialState } from '../support/study-ends.js';
import { attemptsOf, tinyStudy } from '../support/tiny-study.js';
import { waitUntil } from '../support/wait-until.js';

/** Four cells of each variant, of which two may fail. */
const study: StudySpecInput = {
  ...tinyStudy,
  name: 'doubtful',
  seeds: [1, 2],
  arms: {},
  ensemble: null,
  skipAfterFailures: 2,
};

/** Long enough to be far above chance on each fold. */
const learning = {
  batchSize: 8,
  earlyStopping: null,
  stages: [{ name: 'all', trainable: 'all' as const, epochs: 20, learningRate: 0.005 }],
};

/** Answers by chance. */
const blind = {
  training: {
    stages: [{ name: 'all', trainable: 'all', epochs: 1, learningRate: 1e-9 }],
  },
};

const failing = ['wild.f0.s1', 'wild.f1.s1'];
const waiting = ['wild.f0.s2', 'wild.f1.s2'];

describe('a variant that cannot work', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
  });
  afterEach(() => stack.endWorkers());
  afterAll(() => stack.stop());

  async function crossfold(...args: string[]): Promise<string> {
    const result = await runCli(args, stack.env);
    expect(result, result.stderr).toMatchObject({ code: 0 });
    return result.stdout;
  }

  /** The second half of the arm comes last, so that it waits when the first one has failed. */
  async function submit(overrides: Record<string, unknown>): Promise<string> {
    const arms = { explicit: [{ name: 'wild', overrides }] };
    const studyId = await stack.submit({ ...study, arms });
    for (const trialId of waiting) {
      await crossfold('study', 'prioritise', studyId, '--trial', trialId, '--', '-10');
    }
    return studyId;
  }

  /** Ends of the trials with their reasons, as the API tells them. */
  async function endsOf(studyId: string) {
    const { trials } = await stack.get<TrialPage>(`/studies/${studyId}/trials`);
    return trials.map(({ trialId, state, error }) => ({ trialId, state, error }));
  }

  it('is not trained further, by name, whatever becomes of Redis and the orchestrator', async () => {
    const studyId = await submit({ training: diverging });
    await stack.startWorker('first');
    for (const trialId of waiting) await untilTrialState(stack, studyId, trialId, 'skipped');
    await stack.endWorkers();
    const before = await endsOf(studyId);
    const restart = await stack.interruptOrchestrator('SIGKILL');
    await stack.flushRedis();
    await restart();
    await crossfold('reconcile');
    expect(await endsOf(studyId)).toEqual(before);

    await stack.startWorker('second');
    const ended = await untilState(stack, studyId, 'finished-with-failures');
    expect(ended.trials).toMatchObject({ succeeded: 4, failed: 2, skipped: 2 });
    const last = failureSchema.parse(
      await readRecord(stack.store, records.failure, { studyId, trialId: 'wild.f1.s1' }),
    );
    expect(last).toMatchObject({ code: 'TRIAL_DIVERGED' });
    for (const trialId of waiting) {
      expect(await readRecord(stack.store, records.failure, { studyId, trialId })).toMatchObject({
        code: 'TRIAL_SKIPPED',
        edition: 1,
        attempt: 1,
        causes: failing,
        message:
          '2 trials of this variant failed and none has succeeded, the last with TRIAL_DIVERGED in wild.f1.s1',
      });
      // Its one number was taken for the skip: no worker has begun it.
      expect((await attemptsOf(stack.store, studyId)).get(trialId)).toBe(1);
    }

    const report = await stack.get<Report>(`/studies/${studyId}/report`);
    expect(report.state).toBe('finished-with-failures');
    const followed = await runCli(['study', 'follow', studyId], stack.env);
    expect(followed, followed.stderr).toMatchObject({ code: 3 });
    expect(followed.stdout).toContain(`${studyId} finished with failures`);
    expect(report.variants.map(({ cells }) => cells)).toEqual([
      { succeeded: 4, failed: 0, skipped: 0, racedOut: 0, cancelled: 0 },
      { succeeded: 0, failed: 2, skipped: 2, racedOut: 0, cancelled: 0 },
    ]);
    const codes = report.failures.map(({ trialId, code }) => [trialId, code]);
    expect(codes.sort()).toEqual(
      [
        ...waiting.map((trialId) => [trialId, 'TRIAL_SKIPPED']),
        ...failing.map((trialId) => [trialId, 'TRIAL_DIVERGED']),
      ].sort(),
    );
    expect(report.notes.join()).toContain(
      'wild was given up after 2 failed cells: 2 more were not begun',
    );
    expect(await crossfold('report', studyId)).toContain('wild.f0.s2: TRIAL_SKIPPED, 2 trials');
    const shown = await crossfold('study', 'show', studyId);
    expect(shown).toContain('4 succeeded, 2 failed, 2 skipped');
    expect(shown).toContain('TRIAL_SKIPPED: 2 trials of this variant failed');
    expect(await crossfold('verify', studyId)).toContain(
      '4 with a receipt, 2 failed by name, 2 skipped by name, 0 without an end',
    );

    // Without the failure that it rests on, a skip is no end to believe.
    const cause = await stack.store.get(records.failure.key({ studyId, trialId: 'wild.f1.s1' }));
    await stack.store.delete(records.failure.key({ studyId, trialId: 'wild.f1.s1' }));
    const doubted = await runCli(['verify', studyId], stack.env);
    expect(doubted).toMatchObject({ code: 1 });
    expect(doubted.stderr).toContain('got wild.f1.s1');
    await stack.store.put(records.failure.key({ studyId, trialId: 'wild.f1.s1' }), cause.bytes);
  });

  it('is trained once what it lacked is there and it is asked for again', async () => {
    const source = await stack.submit({ ...study, name: 'source', seeds: [1] });
    await stack.startWorker('worker');
    await untilState(stack, source, 'finished');
    await stack.endWorkers();
    const path = join(stack.folder, 'missing.safetensors');
    const studyId = await submit({ model: { weights: { from: 'file', path } } });
    await stack.startWorker('patient', { CROSSFOLD_WEIGHTS_FOLDERS: stack.folder });
    const ended = await untilState(stack, studyId, 'finished-with-failures');
    expect(ended.trials).toMatchObject({ succeeded: 4, failed: 2, skipped: 2 });

    // One alone: it is begun, and fails by itself; the other one stays as it is.
    await crossfold('study', 'retry', studyId, '--trial', 'wild.f0.s2');
    await untilState(stack, studyId, 'finished-with-failures');
    const alone = (await stack.get<StudyDetail>(`/studies/${studyId}`)).trials;
    expect(alone).toMatchObject({ succeeded: 4, failed: 3, skipped: 1 });

    const trial = ['--study', source, '--trial', 'full.f0.s1'];
    await crossfold('model', 'export', ...trial, '--format', 'safetensors', '--output', path);
    await crossfold('study', 'retry', studyId);
    const again = await untilState(stack, studyId, 'finished');
    expect(again.trials).toMatchObject({ succeeded: 8, failed: 0, skipped: 0 });
    const report = await stack.get<Report>(`/studies/${studyId}/report`);
    expect(report).toMatchObject({ edition: 3, failures: [] });
    await crossfold('verify', studyId);
  });

  it('is raced out when it cannot be the best, by a decision that stays, until it is revived', async () => {
    const studyId = await stack.submit({
      ...study,
      name: 'raced',
      baseline: { ...study.baseline, training: learning },
      arms: { explicit: [{ name: 'wild', overrides: blind }] },
      racing: { minCells: 2, confidence: 0.5 },
    });
    // Nobody begins them before the first look at the race.
    for (const trialId of waiting) {
      await crossfold('study', 'pause', studyId, '--trial', trialId);
    }
    await stack.startWorker('racer');
    const at = { studyId, number: 1 };
    await waitUntil(
      'a decision of the race',
      () => stack.store.head(records.raceDecision.key(at)),
      { timeoutMs: 480_000 },
    );
    const restart = await stack.interruptOrchestrator('SIGKILL');
    await stack.flushRedis();
    await restart();
    for (const trialId of waiting) {
      await crossfold('study', 'resume', studyId, '--trial', trialId);
    }
    const ended = await untilState(stack, studyId, 'finished');
    expect(ended.trials).toMatchObject({ succeeded: 6, 'raced-out': 2 });
    const before = await endsOf(studyId);
    const decided = await readRecord(stack.store, records.raceDecision, at);
    expect(decided).toMatchObject({ cells: 2, plannedCells: 4, racers: 2 });
    expect(decided.drops).toMatchObject([{ variant: 'wild', trialIds: waiting }]);
    const report = await stack.get<Report>(`/studies/${studyId}/report`);
    expect(report).toMatchObject({ failures: [], race: { decisions: [decided], revived: [] } });
    expect(report.variants[1]?.cells).toMatchObject({ succeeded: 2, failed: 0, racedOut: 2 });
    expect(await crossfold('study', 'show', studyId)).toContain('6 succeeded, 2 raced-out');
    expect(await crossfold('verify', studyId)).toContain('2 raced out by a decision');

    // A retry is of what failed; nothing has.
    const retried = await runCli(['study', 'retry', studyId], stack.env);
    expect(retried).toMatchObject({ code: 1 });
    expect(await endsOf(studyId)).toEqual(before);
    const unknown = await runCli(['study', 'revive', studyId, '--arm', 'wilt'], stack.env);
    expect(unknown.stderr).toContain('did you mean "wild"?');
    await crossfold('study', 'revive', studyId, '--arm', 'wild');
    const revived = await untilState(stack, studyId, 'finished');
    expect(revived.trials).toMatchObject({ succeeded: 8, 'raced-out': 0 });
    const whole = await stack.get<Report>(`/studies/${studyId}/report`);
    expect(whole).toMatchObject({ edition: 2, race: { decisions: [decided], revived: waiting } });
    await crossfold('verify', studyId);
  });

  it('is stopped between two epochs when it lags behind, has no result, and runs when it is revived', async () => {
    const [stage] = learning.stages;
    const slow = { ...learning, stages: [{ ...stage, epochs: 40, learningRate: 1e-9 }] };
    const studyId = await stack.submit({
      ...study,
      name: 'stopped',
      seeds: [1],
      baseline: { ...study.baseline, training: learning },
      arms: { explicit: [{ name: 'wild', overrides: { training: slow } }] },
      stopping: { rule: 'median', minEpochs: 2, minTrials: 2 },
    });
    // One slot: the first trial of the arm has nobody to lag behind but the baseline's first.
    await stack.startWorker('stopper');
    const ended = await untilState(stack, studyId, 'finished');
    expect(ended.trials).toMatchObject({ succeeded: 3, 'raced-out': 1 });
    const at = { studyId, number: 1 };
    const decided = await readRecord(stack.store, records.stopDecision, at);
    expect(decided).toMatchObject({ rule: 'median', trialId: 'wild.f1.s1', edition: 1 });
    expect(decided.best).toBeLessThan(decided.threshold);
    expect(decided.compared.map(({ trialId }) => trialId)).toEqual(
      expect.arrayContaining(['full.f0.s1', 'wild.f0.s1']),
    );
    expect(
      await stack.store.head(records.receipt.key({ studyId, trialId: 'wild.f1.s1' })),
    ).toBeNull();
    const report = await stack.get<Report>(`/studies/${studyId}/report`);
    expect(report).toMatchObject({ failures: [], stopping: { decisions: [decided], revived: [] } });
    expect(report.variants[1]?.cells).toMatchObject({ succeeded: 1, failed: 0, racedOut: 1 });
    expect(report.caveats.map(({ text }) => text).join()).toContain(
      '1 of 2 trials of wild were stopped for lagging behind',
    );
    expect(await crossfold('verify', studyId)).toContain('1 raced out by a decision');

    // The decision stays, and is not made again.
    await crossfold('study', 'revive', studyId, '--trial', 'wild.f1.s1');
    const revived = await untilState(stack, studyId, 'finished');
    expect(revived.trials).toMatchObject({ succeeded: 4, 'raced-out': 0 });
    const whole = await stack.get<Report>(`/studies/${studyId}/report`);
    expect(whole.stopping).toMatchObject({ decisions: [decided], revived: ['wild.f1.s1'] });
    await crossfold('verify', studyId);
  });
});
