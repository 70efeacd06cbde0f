import type { Report, StudyDetail, StudyPage, StudyView } from '@crossfold/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { runCli } from '../support/processes.js';
import { startStack, type Stack } from '../support/stack.js';
import { untilState } from '../support/study-ends.js';
import { readReceipts, tinyStudy } from '../support/tiny-study.js';

/** Is paused before it begins: the study stands still when the other three have ended. */
const last = 'full.f1.s1';
const ended = ['full.f0.s1', 'no-class-weights.f0.s1', 'no-class-weights.f1.s1'];

describe('the interim answer of a study', () => {
  let stack: Stack;
  let studyId: string;

  let atFirst: StudyDetail;

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
    studyId = await stack.submit(tinyStudy);
    atFirst = await detail();
    await crossfold('study', 'pause', studyId, '--trial', last);
    await stack.startWorker('worker');
    await untilState(stack, studyId, 'paused');
  });

  afterAll(async () => {
    await stack.stop();
  });

  const detail = () => stack.get<StudyDetail>(`/studies/${studyId}`);

  async function listed(): Promise<StudyView> {
    const { studies } = await stack.get<StudyPage>('/studies?text=tiny');
    return studies[0] as StudyView;
  }

  async function crossfold(...args: string[]): Promise<string> {
    const ran = await runCli(args, stack.env);
    expect(ran, ran.stderr).toMatchObject({ code: 0 });
    return ran.stdout;
  }

  it('tells of the cells that have ended, and compares those of pairs', async () => {
    expect(atFirst.interim?.variants.map(({ score }) => score)).toEqual([null, null]);
    const receipts = await readReceipts(stack.store, studyId, ended);
    const [own = 0, first = 0, second = 0] = [...receipts.values()].map(
      ({ evaluation }) => evaluation.scores.balancedAccuracy,
    );
    const none = { failed: 0, skipped: 0, racedOut: 0, cancelled: 0 };
    expect((await detail()).interim?.variants).toEqual([
      {
        name: 'full',
        role: 'baseline',
        comparison: null,
        cells: { ...none, planned: 2, succeeded: 1 },
        score: { mean: own, sd: null },
      },
      {
        name: 'no-class-weights',
        role: 'arm',
        cells: { ...none, planned: 2, succeeded: 2 },
        score: {
          mean: expect.closeTo((first + second) / 2, 12) as number,
          sd: expect.closeTo(Math.abs(first - second) / Math.SQRT2, 12) as number,
        },
        comparison: { pairs: 1, difference: { mean: first - own, sd: null } },
      },
    ]);
  });

  it('is the same after a restart of the orchestrator and a wiped Redis', async () => {
    const { interim } = await detail();
    const restart = await stack.interruptOrchestrator();
    await stack.flushRedis();
    await restart();
    expect((await detail()).interim).toEqual(interim);
    const shown = await crossfold('study', 'show', studyId);
    expect(shown).toContain('No p-values and no verdict before the plan is complete');
    expect(shown).toMatch(/no-class-weights +2 of 2 +\d+\.\d ± \d+\.\d +[+−]\d+\.\d +1\n/);
  });

  it('gives way to the report, and is there again when a trial is tried again', async () => {
    await crossfold('study', 'cancel', studyId, '--trial', last);
    await untilState(stack, studyId, 'finished');
    expect((await detail()).interim).toBeNull();
    expect(await crossfold('study', 'show', studyId)).not.toContain('Interim');
    const { answer } = await listed();
    const report = await stack.get<Report>(`/studies/${studyId}/report`);
    expect(answer?.headline).toBe(report.headlines[0]);
    expect(answer?.baseline).toBe(report.variants[0]?.pooled?.scores.balancedAccuracy);
    const found = await crossfold('study', 'list', '--state', 'finished', '--find', 'TINY');
    expect(found).toContain(report.headlines[0]);
    expect(await crossfold('study', 'list', '--find', 'nothing')).toContain('no study fits');
    await (
      await stack.interruptOrchestrator()
    )();
    expect((await listed()).answer).toEqual(answer);
    await stack.endWorkers();
    await crossfold('study', 'retry', studyId);
    expect((await listed()).answer).toBeNull();
    const { interim } = await detail();
    expect(interim?.variants.map(({ cells }) => [cells.succeeded, cells.cancelled])).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });
});
