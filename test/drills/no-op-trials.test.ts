import type { Receipt } from '@crossfold/contracts';
import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import { startStack, type Stack } from '../support/stack.js';
import { addDrawnImages, readReceipts, tinyStudy } from '../support/tiny-study.js';
import { untilOver } from './drill-objects.js';
import { isFull, rowOf } from './drill-suite.js';
import { runNoOpTrials } from './no-op-trials.js';

const trials = isFull ? 10_000 : 600;

describe('trials with nothing to do', () => {
  let stack: Stack;
  let template: Receipt | undefined;

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack, inject('drawnImages'));
    const worker = await stack.startWorker('template');
    const studyId = await stack.submit({ ...tinyStudy, arms: undefined, ensemble: null });
    await untilOver(stack, studyId);
    [template] = [...(await readReceipts(stack.store, studyId)).values()];
    worker.kill('SIGTERM');
    await worker.exited;
  });

  afterAll(() => stack.stop());

  it.for([1, 8])('loses and doubles none with %d worker(s)', async (workers) => {
    const fault = `no-op trials, ${workers} worker${workers > 1 ? 's' : ''}`;
    await rowOf({ fault }, async () => {
      if (!template) throw new Error('expected a receipt to copy, got none');
      const found = await runNoOpTrials(stack, template, { workers, trials });
      const { lost, doubled, msPerTrial } = found;
      const note = `${msPerTrial.toFixed(2)} ms a trial`;
      return {
        ...{ times: found.trials, recoveredSeconds: null, lost, repeated: doubled, note },
        isEqual: lost + doubled === 0,
      };
    });
  });
});
