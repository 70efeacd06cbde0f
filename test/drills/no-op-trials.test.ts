import type { Receipt, Report } from '@crossfold/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStack, type Stack } from '../support/stack.js';
import { addDrawnImages, readReceipts, tinyStudy } from '../support/tiny-study.js';
import { runNoOpTrials, type NoOpResult } from './no-op-trials.js';

const isShort = process.env['CROSSFOLD_DRILLS'] === undefined;

describe('a thousand trials with nothing to do', () => {
  const results: NoOpResult[] = [];
  let stack: Stack;
  let template: Receipt | undefined;

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
    const worker = await stack.startWorker('template');
    const studyId = await stack.submit({ ...tinyStudy, ensemble: null });
    await stack.waitFor<Report>(`/studies/${studyId}`, isOver, 120_000);
    [template] = [...(await readReceipts(stack.store, studyId)).values()];
    worker.kill('SIGTERM');
    await worker.exited;
  });

  afterAll(async () => {
    await stack.stop();
    for (const { workers, trials, lost, doubled, msPerTrial } of results) {
      process.stdout.write(
        `${trials} no-op trials, ${workers} worker(s): ${msPerTrial.toFixed(2)} ms a trial, ` +
          `${lost} lost, ${doubled} doubled\n`,
      );
    }
  });

  it.each(isShort ? [1] : [1, 8])('loses and doubles none with %d worker(s)', async (workers) => {
    if (!template) throw new Error('expected a receipt to copy, got none');
    const result = await runNoOpTrials(stack, template, workers);
    results.push(result);
    expect(result).toMatchObject({ trials: 1000, lost: 0, doubled: 0 });
  });
});

function isOver({ state }: { readonly state: string }): boolean {
  return state === 'finished';
}
