import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient } from '@crossfold/client';
import {
  records,
  sha256,
  type AttemptList,
  type Cells,
  type DatasetImagePage,
  type DatasetPlanList,
  type QueuePage,
  type Receipt,
  type Report,
  type StudyDetail,
  type StudyPage,
  type StudyView,
  type TrialMetrics,
  type TrialPredictions,
  type WorkerList,
} from '@crossfold/contracts';
import { readRecord } from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { runCli } from '../support/processes.js';
import { sendRaw } from '../support/raw-request.js';
import { startStack, type Stack } from '../support/stack.js';
import { untilState } from '../support/study-ends.js';
import { readReceipts, tinyStudy } from '../support/tiny-study.js';

const clientFolder = fileURLToPath(new URL('../../clients/typescript', import.meta.url));

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

  it('comes with its cells, each in a line, and 304 while nothing has changed', async () => {
    const url = `${stack.api}/studies/${studyId}/cells`;
    const first = await fetch(url);
    const { cells } = (await first.json()) as Cells;
    expect(cells.map(({ trialId, state }) => [trialId, state])).toEqual([
      ['full.f0.s1', 'succeeded'],
      ['no-class-weights.f0.s1', 'succeeded'],
      [last, 'paused'],
      ['no-class-weights.f1.s1', 'succeeded'],
    ]);
    const receipts = await readReceipts(stack.store, studyId, ended);
    for (const cell of cells.filter(({ trialId }) => trialId !== last)) {
      const { evaluation, environment, timings, epochs } = receipts.get(cell.trialId) as Receipt;
      const { accuracy, macroF1 } = evaluation.scores;
      expect(cell).toMatchObject({
        worker: environment.worker,
        epoch: epochs,
        attempt: 1,
        takenFrom: null,
        error: null,
        scores: { accuracy: expect.closeTo(accuracy, 6), macroF1: expect.closeTo(macroF1, 6) },
      });
      // By events, which come before and after what the receipt times.
      expect(Date.parse(cell.endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(timings.finishedAt));
      expect(Date.parse(cell.startedAt ?? '')).toBeLessThan(Date.parse(timings.finishedAt));
    }
    expect(cells[2]).toMatchObject({ scores: null, startedAt: null, endedAt: null });
    const tag = first.headers.get('etag') ?? '';
    const again = await sendRaw(url, { headers: { 'if-none-match': tag } });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('comes with receipts, attempts, curves, predictions and weights of its trials', async () => {
    const [trialId = ''] = ended;
    const path = `/studies/${studyId}/trials/${trialId}`;
    const receipt = await readRecord(stack.store, records.receipt, { studyId, trialId });
    expect(await stack.get(`${path}/receipt`)).toEqual(receipt);
    expect(await stack.get<AttemptList>(`${path}/attempts`)).toMatchObject({
      attempts: [
        { attempt: 1, worker: 'worker', end: 'succeeded', endedAt: receipt.timings.finishedAt },
      ],
    });
    const { epochs } = await stack.get<TrialMetrics>(`${path}/metrics`);
    expect(epochs).toHaveLength(receipt.epochs);
    const { images } = await stack.get<TrialPredictions>(`${path}/predictions`);
    expect(images).toHaveLength(receipt.images.test);
    const right = images.filter(({ label, predicted }) => label === predicted).length;
    expect(right / images.length).toBeCloseTo(receipt.evaluation.scores.accuracy, 12);
    const csv = await (await fetch(`${stack.api}${path}/predictions?format=csv`)).text();
    expect(csv.trim().split('\n')).toHaveLength(1 + images.length);
    expect(csv).toMatch(/^image,label,predicted,p_akiec,/);

    const stored = Buffer.from((await stack.store.get(receipt.weights.key)).bytes);
    const url = `${stack.api}${path}/weights`;
    const whole = await fetch(url);
    expect(Buffer.from(await whole.arrayBuffer()).equals(stored)).toBe(true);
    expect(whole.headers.get('content-length')).toBe(String(stored.length));
    const tag = whole.headers.get('etag') ?? '';
    expect(tag).toBe(`"${receipt.weights.sha256}"`);
    expect(await sendRaw(url, { headers: { 'if-none-match': tag } })).toMatchObject({
      status: 304,
    });
    const part = await fetch(url, { headers: { range: 'bytes=8-15', 'if-range': tag } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 8-15/${stored.length}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(stored.subarray(8, 16))).toBe(true);
    for (const range of ['bytes=0-1,4-5', `bytes=${stored.length}-`, 'lines=1-2']) {
      expect((await fetch(url, { headers: { range } })).status, range).toBe(200);
    }

    for (const name of ['receipt', 'predictions', 'weights']) {
      const none = await fetch(`${stack.api}/studies/${studyId}/trials/${last}/${name}`);
      expect([name, none.status, await none.text()]).toEqual([
        name,
        404,
        expect.stringContaining('has no receipt'),
      ]);
    }
    expect(await stack.get(`/studies/${studyId}/trials/${last}/attempts`)).toMatchObject({
      attempts: [],
    });
  });

  it('says which worker is there, and why the last trial waits', async () => {
    const { workers, noneSince } = await stack.get<WorkerList>('/workers');
    expect(noneSince).toBeNull();
    expect(workers).toMatchObject([
      { id: 'worker', device: 'CPU', slots: 1, isDraining: false, trials: [] },
    ]);
    const { jobs, total, reasons } = await stack.get<QueuePage>('/queue');
    expect(jobs).toMatchObject([
      { position: 1, kind: 'trial', studyId, trialId: last, priority: 0, reason: 'paused' },
    ]);
    expect([total, reasons.paused]).toEqual([1, 1]);
  });

  it('shows the images that are not sealed, and labels of those that it trains on', async () => {
    const { plans } = await stack.get<DatasetPlanList>('/datasets/drawn/fold-plans');
    expect(plans).toMatchObject([{ studyIds: [studyId], options: { folds: 2 } }]);
    const page = await stack.get<DatasetImagePage>('/datasets/drawn/images?limit=1000');
    expect(page.sealed).toBe(plans[0]?.sealedImages);
    expect(page.total + page.sealed).toBe(140);
    expect(page.images.every(({ label }) => label !== null)).toBe(true);
    const [first] = page.images;
    const image = await fetch(`${stack.api}/datasets/drawn/images/${first?.imageId}`);
    expect(image.headers.get('content-type')).toBe('image/jpeg');
    expect((await image.arrayBuffer()).byteLength).toBe(first?.sizeBytes);
    const plan = await readRecord(stack.store, records.foldPlan, {
      sha256: plans[0]?.foldPlanSha256 ?? '',
    });
    const sealed = plan.assignments.find(({ fold }) => fold === 'sealed');
    expect(page.images.map(({ imageId }) => imageId)).not.toContain(sealed?.imageId);
    const refused = await fetch(`${stack.api}/datasets/drawn/images/${sealed?.imageId}`);
    expect([refused.status, await refused.text()]).toEqual([
      404,
      expect.stringContaining('no study seals'),
    ]);
    const ofGroup = `group=${encodeURIComponent(first?.groupId ?? '')}`;
    const lesion = await stack.get<DatasetImagePage>(`/datasets/drawn/images?${ofGroup}`);
    expect(new Set(lesion.images.map(({ groupId }) => groupId))).toEqual(new Set([first?.groupId]));
  });

  it('comes by the TypeScript client, whose README submits and follows one of its own', async () => {
    const readme = await readFile(join(clientFolder, 'README.md'), 'utf8');
    const [, example = ''] = /```js\n([^]*?)```/.exec(readme) ?? [];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', example],
      { cwd: clientFolder, env: { ...process.env, ...stack.env } },
    );
    const lines = stdout.trim().split('\n');
    expect(lines.slice(0, 4).sort()).toEqual([
      'full.f0.s1 epoch 1',
      'full.f0.s1 epoch 2',
      'full.f1.s1 epoch 1',
      'full.f1.s1 epoch 2',
    ]);
    expect(lines.at(-1)).toBe('2 rows');
    const client = createClient({ url: stack.env['CROSSFOLD_URL'] ?? '' });
    const found = await client.findStudy('from-node');
    const ends = await client.wait(found?.studyId ?? '');
    expect(ends.state).toBe('finished');
    expect(lines[4]).toBe(ends.answer?.headline);
    const receipt = await client.receipt(ends.studyId, 'full.f0.s1');
    const weights = await client.weights(ends.studyId, 'full.f0.s1');
    expect(sha256(new Uint8Array(await weights.arrayBuffer()))).toBe(receipt.weights.sha256);
    expect(await client.epochs(ends.studyId, 'full.f0.s1')).toHaveLength(2);
    await expect(client.report('nothing')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      remedy: 'List what exists and check the name.',
    });
  });

  it('is the same after a restart of the orchestrator and a wiped Redis', async () => {
    const { interim } = await detail();
    const restart = await stack.interruptOrchestrator();
    await stack.flushRedis();
    await restart();
    expect((await detail()).interim).toEqual(interim);
    // From the receipt: no event is left.
    const { cells } = await stack.get<Cells>(`/studies/${studyId}/cells`);
    const { timings } = (await readReceipts(stack.store, studyId, ended)).get(
      'full.f0.s1',
    ) as Receipt;
    expect(cells[0]).toMatchObject({ startedAt: timings.startedAt, endedAt: timings.finishedAt });
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
