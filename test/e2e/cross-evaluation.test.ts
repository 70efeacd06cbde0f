import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  crossEvaluationSchema,
  defaultQueuePrefix,
  predictionsSchema,
  records,
  reportSchema,
  taskQueueName,
  type CrossEvaluation,
  type CrossEvaluationView,
  type StudySpecInput,
} from '@crossfold/contracts';
import { readRecord, verifyStudy } from '@crossfold/storage';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/processes.js';
import { evenParts } from '../support/small-study.js';
import { startStack, type Stack } from '../support/stack.js';
import { untilState } from '../support/study-ends.js';

const minutes = 60_000;

/** Two models that have learnt something. */
const study: StudySpecInput = {
  name: 'source',
  dataset: 'drawn',
  folds: 2,
  sealedShare: 0.2,
  seeds: [1],
  baseline: {
    model: { backbone: 'tiny', imageSizePx: 32, pooling: 'flatten', hiddenUnits: [32], dropout: 0 },
    loss: { name: 'crossEntropy' },
    augmentation: null,
    training: {
      ...evenParts,
      batchSize: 16,
      plateau: null,
      earlyStopping: null,
      monitor: 'none',
      stages: [{ name: 'all', trainable: 'all', epochs: 20, learningRate: 0.003 }],
    },
  },
};

/** What the other data set does not have, so that open and closed mode differ. */
const absent = ['df', 'vasc'];

describe('a study evaluated on another data set', () => {
  let stack: Stack;
  let studyId: string;
  let first: CrossEvaluation;
  let shiftedImages: number;

  beforeAll(async () => {
    stack = await startStack();
    await drawImages('drawn', '--images', '140', '--seed', '5');
    await addImages('drawn');
    await stack.startWorker('only');
    studyId = await stack.submit(study);
    await untilState(stack, studyId, 'finished');
    await addShiftedImages();
  });

  afterAll(() => stack.stop());

  /** Colours of another camera, ids of its own, and one image that the study was trained on. */
  async function addShiftedImages(): Promise<void> {
    const size = ['--images', '70', '--seed', '6'];
    const folder = await drawImages('shifted', ...size, '--shift', '1', '--series', '1');
    const { foldPlan } = await readRecord(stack.store, records.study, { studyId });
    const { assignments } = await readRecord(stack.store, records.foldPlan, {
      sha256: foldPlan.sha256,
    });
    const trained = assignments.find(({ fold }) => fold !== 'sealed');
    await copyFile(
      await pathOf('drawn', `${trained?.imageId}.jpg`),
      join(folder, 'HAM10000_images_part_1', 'ISIC_9999999.jpg'),
    );
    const table = join(folder, 'HAM10000_metadata.csv');
    const rows = (await readFile(table, 'utf8')).trim().split('\n');
    const kept = rows.filter((row) => !absent.includes(row.split(',')[2] ?? ''));
    const added = `HAM_9999999,ISIC_9999999,${trained?.label},histo,50.0,male,back`;
    await writeFile(table, [...kept, added, ''].join('\n'));
    shiftedImages = kept.length - 1;
    // Left where it lies: the worker reads it from there.
    await addImages('shifted', '--reference');
  }

  /** Classes that are easy to tell apart, on one camera. */
  async function drawImages(name: string, ...options: string[]): Promise<string> {
    const folder = join(stack.folder, name);
    const common = ['--shares', 'mild', '--difficulty', '0', '--no-masks'];
    const synth = ['dataset', 'synth', folder, '--width-px', '200', ...common, ...options];
    expect(await runCli(synth, stack.env)).toMatchObject({ code: 0 });
    return folder;
  }

  async function addImages(name: string, ...options: string[]): Promise<void> {
    const add = ['dataset', 'add', join(stack.folder, name), '--name', name, ...options];
    expect(await runCli(add, stack.env)).toMatchObject({ code: 0 });
  }

  async function pathOf(set: string, name: string): Promise<string> {
    const folder = join(stack.folder, set);
    const paths = await readdir(folder, { recursive: true });
    return join(folder, paths.find((path) => path.endsWith(name)) ?? '');
  }

  async function evaluate(...options: string[]): Promise<CrossEvaluation> {
    const command = ['--json', 'evaluate', studyId, '--dataset', 'shifted', ...options];
    const { code, stdout, stderr } = await runCli(command, stack.env);
    expect(code, stderr).toBe(0);
    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { result: unknown };
    return crossEvaluationSchema.parse(last.result);
  }

  it('scores its models and their mean, without what they were trained on', async () => {
    first = await evaluate();
    expect(first).toMatchObject({
      members: ['full.f0.s1', 'full.f1.s1'],
      images: shiftedImages,
      dropped: [{ reason: 'trained-bytes', images: 1 }],
      source: { name: 'drawn' },
      target: { name: 'shifted' },
    });
    const { bytes, sha256 } = await stack.store.get(first.predictions.key);
    expect(sha256).toBe(first.predictions.sha256);
    const { imageIds } = predictionsSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
    expect(imageIds).toHaveLength(shiftedImages);
    expect(imageIds).not.toContain('ISIC_9999999');
    for (const { scores, intervals, perClass } of [first.open, first.closed]) {
      const [low, high] = intervals.balancedAccuracy;
      expect(low).toBeLessThanOrEqual(scores.balancedAccuracy);
      expect(high).toBeGreaterThanOrEqual(scores.balancedAccuracy);
      expect(perClass.reduce((sum, { support }) => sum + support, 0)).toBe(shiftedImages);
      expect(perClass.map(({ name }) => name)).toEqual(['akiec', 'bcc', 'bkl', 'mel', 'nv']);
    }
    expect([first.open.classes.length, first.closed.classes.length]).toEqual([7, 5]);
    expect(first.closed.scores.accuracy).toBeGreaterThanOrEqual(first.open.scores.accuracy);
  });

  it('answers the same question once', async () => {
    expect(await evaluate()).toEqual(first);
    const other = await evaluate('--tta', 'dihedral8');
    expect(other.crossEvaluationId).not.toBe(first.crossEvaluationId);
    const open: string[] = [];
    for await (const { key } of stack.store.list(records.openCrossEvaluation.prefix({})))
      open.push(key);
    expect(open).toEqual([]);
  });

  it('is answered though Redis forgot that it was asked', async () => {
    const connection = { url: stack.env['REDIS_URL'] ?? '' };
    const queue = new Queue(taskQueueName, {
      connection,
      prefix: defaultQueuePrefix,
    });
    await queue.pause();
    const response = await fetch(`${stack.api}/studies/${studyId}/cross-evaluations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ dataset: 'shifted', testTimeAugmentation: 'multiScale' }),
    });
    const asked = (await response.json()) as CrossEvaluationView;
    expect(asked.state).toBe('queued');
    await queue.close();
    await stack.flushRedis();
    const path = `/studies/${studyId}/cross-evaluations/${asked.crossEvaluationId}`;
    const answered = await stack.waitFor<CrossEvaluationView>(
      path,
      ({ state }) => state === 'succeeded',
      2 * minutes,
    );
    expect(answered.result).toMatchObject({
      crossEvaluationId: asked.crossEvaluationId,
      variant: 'full',
    });
  });

  it('stands in the report of the study, beside its own out-of-fold scores', async () => {
    const report = reportSchema.parse(await stack.get(`/studies/${studyId}/report`));
    expect(report.crossEvaluations.map(({ crossEvaluationId }) => crossEvaluationId)[0]).toBe(
      first.crossEvaluationId,
    );
    const { stdout } = await runCli(['report', studyId, '--format', 'md'], stack.env);
    expect(stdout).toMatch(
      /\| drawn, full +\| +drawn +\| +out of fold +\| +single models, pooled +\|/,
    );
    expect(stdout).toMatch(/\| drawn, full +\| +shifted +\| +open +\| +mean of 2 +\|/);
    expect(stdout).toMatch(/\| shifted +\| +trained-bytes +\| +1 \|/);
    expect(await verifyStudy(stack.store, studyId)).toMatchObject({ problems: [] });
  });

  it('is refused on its own data, by reason', async () => {
    const response = await fetch(`${stack.api}/studies/${studyId}/cross-evaluations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ dataset: 'drawn' }),
    });
    const problem = (await response.json()) as { problems: string[] };
    expect(response.status).toBe(422);
    expect(problem.problems).toEqual([
      expect.stringMatching(/image\(s\) left out: trained-bytes/),
      expect.stringMatching(/image\(s\) left out: sealed/),
    ]);
    const unknown = ['evaluate', studyId, '--dataset', 'shiftet'];
    const { code, stderr } = await runCli(unknown, stack.env);
    expect(code).not.toBe(0);
    expect(stderr).toContain('did you mean "shifted"?');
  });
});
