import { records, tasks, type ErrorCode, type StudySpecInput } from '@crossfold/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { diverging } from '../support/diverging.js';
import { addDrawnImages } from '../support/drawn-images.js';
import { guardMemory } from '../support/memory-guard.js';
import { slotOf, type RunningProcess } from '../support/processes.js';
import { startStack, type Stack } from '../support/stack.js';
import { tinyStudy, type CellHashes } from '../support/tiny-study.js';
import { undisturbedTinyStudy } from '../support/undisturbed.js';
import { untilKeys, untilOver } from './drill-objects.js';
import { drillStudy, rowOf } from './drill-suite.js';
import { judgeStudy } from './judge-study.js';

/** Longer than a slow machine takes to load TensorFlow and to begin. */
const stallSeconds = 20;
/** A tiny trial takes about 500 MiB, the one with large images several GiB. */
const memoryMib = 1500;

/** What the baseline's two cells are joined by. */
function withArm(overrides: Record<string, unknown>): StudySpecInput {
  return { ...tinyStudy, arms: { explicit: [{ name: 'doomed', overrides }] } };
}

describe('trials that cannot succeed', () => {
  let stack: Stack;
  let worker: RunningProcess;
  let undisturbed: readonly CellHashes[];

  beforeAll(async () => {
    undisturbed = await undisturbedTinyStudy();
    stack = await startStack();
    await addDrawnImages(stack);
    worker = await stack.startWorker('failures');
    return () => stack.stop();
  });

  /** Doomed cells end by name, all others are as if there had been none. */
  async function submitDoomed(
    { fault, code, note }: { readonly fault: string; readonly code: ErrorCode; note?: string },
    spec: StudySpecInput,
    second = code,
  ): Promise<void> {
    await rowOf({ fault, note: note ?? noteOf(code) }, async () => {
      const studyId = await stack.submit(spec);
      await untilOver(stack, studyId);
      const ends = { 'doomed.f0.s1': code, 'doomed.f1.s1': second };
      const judged = await judgeStudy(stack, studyId, undisturbed, ends);
      return { times: 2, recoveredSeconds: null, repeated: 0, ...judged };
    });
  }

  it('ends a loss that is no number by name', async () => {
    const spec = withArm({ training: diverging });
    await submitDoomed({ fault: 'NaN loss', code: 'TRIAL_DIVERGED' }, spec);
  });

  it('does not begin the other trials of a variant that cannot work', async () => {
    const fault = 'NaN loss, skipAfterFailures: 1';
    const note = 'fails as TRIAL_DIVERGED, then TRIAL_SKIPPED; the others finish';
    const spec = { ...withArm({ training: diverging }), skipAfterFailures: 1 };
    await submitDoomed({ fault, code: 'TRIAL_DIVERGED', note }, spec, 'TRIAL_SKIPPED');
  });

  it('ends a trial by name that allocates until it is killed', async () => {
    const guard = guardMemory(worker.pid, memoryMib);
    const fault = 'trial that allocates until killed';
    const spec = withArm({ model: { imageSizePx: 512 }, training: { batchSize: 64 } });
    await submitDoomed({ fault, code: 'TRIAL_CRASHED' }, spec);
    await guard.stop();
    expect(guard.killed()).toBeGreaterThanOrEqual(2 * tasks.trial.retry.attempts);
  });

  it('ends a trial by name that hangs each time', async () => {
    await stack.endWorkers();
    const environment = { CROSSFOLD_STALL_SECONDS: String(stallSeconds) };
    worker = await stack.startWorker('impatient', environment);
    const hanging = 'full.f0.s1';
    await rowOf({ fault: 'trial that hangs', note: noteOf('TRIAL_STALLED') }, async () => {
      const studyId = await stack.submit(drillStudy);
      for (let attempt = 1; attempt <= tasks.trial.retry.attempts; attempt++) {
        const key = records.attempt.key({ studyId, trialId: hanging, attempt });
        await untilKeys(stack, studyId, (keys) => keys.includes(key));
        // With one slot, the process that runs now is this trial's.
        process.kill(await slotOf(worker), 'SIGSTOP');
      }
      await untilOver(stack, studyId);
      const ends = { [hanging]: 'TRIAL_STALLED' } as const;
      const judged = await judgeStudy(stack, studyId, undisturbed, ends);
      return { times: 1, recoveredSeconds: null, repeated: 0, ...judged };
    });
  });
});

function noteOf(code: ErrorCode): string {
  return `fails as ${code}, the others finish`;
}
