import type { Receipt } from '@crossfold/contracts';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { startStack, type Stack } from '../support/stack.js';
import { readReceipts, tinyStudy } from '../support/tiny-study.js';
import { untilOver } from './drill-objects.js';
import { isFull, rowOf } from './drill-suite.js';
import { noOpNote, runNoOpTrials } from './no-op-trials.js';

const trials = isFull ? 10_000 : 600;

// A stack for each: the summary of so many trials keeps the first one busy.
describe.for([1, 8])('trials with nothing to do, %d worker(s)', (workers) => {
  let stack: Stack;
  let templates: Receipt[];

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
    await stack.startWorker('template');
    const studyId = await stack.submit({ ...tinyStudy, arms: undefined, ensemble: null });
    await untilOver(stack, studyId);
    templates = [...(await readReceipts(stack.store, studyId)).values()];
    await stack.endWorkers();
  });

  afterAll(() => stack.stop());

  it('loses and doubles none', async () => {
    const fault = `no-op trials, ${workers} worker${workers > 1 ? 's' : ''}`;
    await rowOf({ fault }, async () => {
      const found = await runNoOpTrials(stack, templates, { workers, trials });
      // The report comes when all pages of trials are over.
      if (!isFull) await untilOver(stack, found.studyId);
      const { lost, doubled } = found;
      return {
        times: found.trials,
        recoveredSeconds: null,
        lost,
        repeated: doubled,
        note: noOpNote(found),
        isEqual: lost + doubled === 0,
      };
    });
  });
});
