import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  records,
  reportDocumentSchema,
  sha256,
  studyTableNames,
  type Receipt,
  type Report,
  type StudySpecInput,
} from '@crossfold/contracts';
import { hashTensors } from '@crossfold/graph';
import { decodeSafetensors } from '@crossfold/model';
import { readRecord } from '@crossfold/storage';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { diverging } from '../support/diverging.js';
import { addDrawnImages } from '../support/drawn-images.js';
import { runCli, type CommandResult } from '../support/processes.js';
import { ensurePythonEnv, runPython, scikitLearnRequirements } from '../support/python-env.js';
import { smallStudy } from '../support/small-study.js';
import { startStack, type Stack } from '../support/stack.js';
import { stopInTrial } from '../support/stop-in-trial.js';
import { untilEnd, untilState } from '../support/study-ends.js';
import { readReceipts } from '../support/tiny-study.js';

const minutes = 60_000;

/** What pandas found in a file. */
interface ReadTable {
  readonly rows: number;
  readonly numeric: readonly string[];
  /** Of the cells and the predictions, by variant. */
  readonly means?: Readonly<Record<string, number>>;
  readonly accuracy?: Readonly<Record<string, number>>;
}

const spec: StudySpecInput = smallStudy;

/** An ensemble that learns its weights, of crops. */
const selected = {
  variant: 'full',
  partners: ['no-class-weights'],
  combination: 'greedy',
  testTimeAugmentation: 'fiveCrop',
} satisfies StudySpecInput['ensemble'];

describe('a study on real processes', () => {
  let stack: Stack;
  /** The same study twice, each with a worker of its own, which is told to leave after. */
  let undisturbed: string;
  let again: string;
  const exitCodes: (number | null)[] = [];

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
    undisturbed = await runWith('first');
    again = await runWith('second');
  });

  afterEach(() => stack.endWorkers());
  afterAll(() => stack.stop());

  async function runWith(name: string): Promise<string> {
    const worker = await stack.startWorker(name);
    const studyId = await stack.submit(spec);
    expect(await untilEnd(stack, studyId)).toBe('finished');
    worker.kill('SIGTERM');
    exitCodes.push(await worker.exited);
    return studyId;
  }

  const receiptsOf = (studyId: string) => readReceipts(stack.store, studyId);

  function readReport(studyId: string): Promise<Report> {
    return readRecord(stack.store, records.report, { studyId });
  }

  const predictionHashes = (receipts: ReadonlyMap<string, Receipt>) =>
    [...receipts].map(([trialId, receipt]) => [trialId, receipt.predictions.sha256]);
  const weightHashes = (receipts: ReadonlyMap<string, Receipt>) =>
    [...receipts].map(([trialId, receipt]) => [trialId, receipt.weights.sha256]);

  it('ends with a receipt for each cell, a report and an ensemble', async () => {
    const receipts = await receiptsOf(undisturbed);
    expect(receipts.size).toBe(6);
    // Variants are compared on one split of each fold and seed, which the receipts name.
    const splits = [...receipts.values()].map(({ innerValidation: inner }) => inner?.splitSha256);
    expect(splits.every((sha256) => sha256 !== undefined)).toBe(true);
    expect(new Set(splits).size).toBe(3);
    const report = await readReport(undisturbed);
    expect(report.failures).toEqual([]);
    expect(report.variants.map(({ name }) => name)).toEqual(['full', 'no-class-weights']);
    const tested = [...receipts.values()]
      .filter(({ variant }) => variant === 'full')
      .reduce((sum, { images }) => sum + images.test, 0);
    expect(report.variants[0]?.pooled?.images).toBe(tested);
    expect(report.ensemble?.members).toEqual(['full.f0.s1', 'full.f1.s1', 'full.f2.s1']);
    expect((report.ensemble?.evaluation.images ?? 0) + tested).toBe(140);
    const [low, high] = report.ensemble?.intervals?.balancedAccuracy ?? [1, 0];
    const recall = report.ensemble?.evaluation.scores.balancedAccuracy;
    expect(low).toBeLessThanOrEqual(recall ?? NaN);
    expect(high).toBeGreaterThanOrEqual(recall ?? NaN);
    expect(report.sealedOpenings).toMatchObject([
      { studyId: undisturbed, number: 1, worker: 'first', variant: 'full' },
    ]);
    expect(report.notes.join(' ')).toMatch(/random/);
    expect(exitCodes).toEqual([0, 0]);
  });

  it('is reported in every format by the command line', async () => {
    for (const [format, mark] of [
      ['md', '|'],
      ['latex', '\\toprule'],
      ['json', '"variants"'],
    ] as const) {
      const result = await runCli(['report', undisturbed, '--format', format], stack.env);
      expect(result, format).toMatchObject({ code: 0 });
      expect(result.stdout, format).toContain(mark);
      expect(result.stdout.endsWith('\n'), format).toBe(true);
    }
    const latex = ['report', undisturbed, '--format', 'latex'];
    const [main, all] = [
      await runCli(latex, stack.env),
      await runCli([...latex, '--all'], stack.env),
    ];
    const tables = ({ stdout }: CommandResult) => stdout.match(/begin\{table\}/g)?.length ?? 0;
    const response = await fetch(`${stack.api}/studies/${undisturbed}/report?format=document`);
    const { blocks } = reportDocumentSchema.parse(await response.json());
    const built = blocks.filter((block) => block.kind === 'table');
    // Caveats are a list of the document, and a table of LaTeX.
    const caveats = blocks.filter(({ id }) => id === 'caveats').length;
    expect(tables(main)).toBe(built.filter(({ isMain }) => isMain).length + caveats);
    expect(tables(all)).toBe(built.length + caveats);
    expect(tables(main)).toBeLessThan(tables(all) / 2);
    const file = join(stack.folder, 'report.tex');
    expect(await runCli([...latex, '--out', file], stack.env)).toMatchObject({
      code: 0,
      stdout: '',
    });
    expect(await readFile(file, 'utf8')).toBe(main.stdout);
    const refused = await runCli(['report', undisturbed, '--all'], stack.env);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
  });

  it('gives its tables to pandas, each a file with one thing in a column', async () => {
    const folder = join(stack.folder, 'tables');
    const args = ['report', undisturbed, '--format', 'csv', '--out', folder];
    expect(await runCli(args, stack.env)).toMatchObject({ code: 0, stdout: '' });
    const python = await ensurePythonEnv('scikit-learn', scikitLearnRequirements);
    const script = new URL('./read_tables.py', import.meta.url).pathname;
    const tables = await runPython<Record<string, ReadTable>>(python, script, { folder });
    expect(Object.keys(tables).sort()).toEqual([...studyTableNames].sort());
    const receipts = await receiptsOf(undisturbed);
    const report = await readReport(undisturbed);
    const all = [...receipts.values()];
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(tables).toMatchObject({
      variants: { rows: 2, numeric: expect.arrayContaining(['balanced_accuracy_low', 'mean_ece']) },
      differences: { rows: 1, numeric: expect.arrayContaining(['difference', 'p']) },
      classes: { rows: 14, numeric: expect.arrayContaining(['recall', 'images']) },
      cells: { rows: 6, numeric: expect.arrayContaining(['repeat', 'fold', 'seed', 'macro_f1']) },
      epochs: { rows: sum(all.map(({ epochs }) => epochs)) },
      predictions: { rows: sum(all.map(({ images }) => images.test)) },
    });
    // What pandas computes of the tables is what stands in the report.
    const { means, accuracy } = tables['predictions'] ?? {};
    const full = report.variants[0];
    expect(means?.['full']).toBeCloseTo(full?.overCells?.mean.balancedAccuracy ?? NaN, 12);
    expect(accuracy?.['full']).toBeCloseTo(full?.pooled?.scores.accuracy ?? NaN, 12);
    const one = await runCli(['--json', 'report', undisturbed, '--table', 'cells'], stack.env);
    const lines = one.stdout.trimEnd().split('\n');
    const scores = lines.map((line) => (JSON.parse(line) as { accuracy: number }).accuracy);
    expect(scores.length).toBe(6);
    expect(scores).toEqual(
      expect.arrayContaining(all.map(({ evaluation }) => evaluation.scores.accuracy)),
    );
    const file = join(folder, 'cells.csv');
    const intoFile = await runCli([...args.slice(0, -1), file], stack.env);
    expect(intoFile).toMatchObject({ code: 2 });
    expect(intoFile.stderr).toContain(`expected a folder for the tables at ${file}, got a file`);
    const nowhere = await runCli(['report', undisturbed, '--format', 'csv'], stack.env);
    expect(nowhere).toMatchObject({ code: 2, stdout: '' });
    expect(nowhere.stderr).toMatch(/--out.*--table/);
  });

  it('hands out the classifier of a trial, as weights and as a whole model', async () => {
    const [{ weights } = { weights: null }] = [
      (await receiptsOf(undisturbed)).get('no-class-weights.f1.s1'),
    ].filter((receipt) => receipt !== undefined);
    const stored = await stack.store.get(weights?.key ?? '');
    const expected = decodeSafetensors(stored.bytes, 'weights').tensors;
    const path = (name: string) => join(stack.folder, name);
    const source = ['model', 'export', '--study', undisturbed, '--trial', 'no-class-weights.f1.s1'];
    for (const [format, name] of [
      ['safetensors', 'trial.safetensors'],
      ['onnx', 'trial.onnx'],
    ] as const) {
      const args = [...source, '--format', format, '--output', path(name)];
      const result = await runCli(args, stack.env);
      expect(result, format).toMatchObject({ code: 0 });
      expect(result.stdout).toContain('output logits, float32 [batch, 7]');
    }
    const bytes = await readFile(path('trial.safetensors'));
    const { tensors, metadata } = decodeSafetensors(bytes, 'export');
    expect(hashTensors(tensors)).toBe(hashTensors(expected));
    expect(metadata).toMatchObject({ trial: 'no-class-weights.f1.s1', region: 'full' });
    expect(metadata?.['classes']).toMatch(/^akiec,bcc,/);
    const missing = [
      ...source.slice(0, -1),
      'full.f9.s1',
      '--format',
      'onnx',
      '--output',
      path('x'),
    ];
    const refused = await runCli(missing, stack.env);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('expected a finished trial');
  });

  it('begins with weights from an address, which a machine fetches once', async () => {
    const { receipts: known } = { receipts: await receiptsOf(undisturbed) };
    const { bytes } = await stack.store.get(known.get('full.f0.s1')?.weights.key ?? '');
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}/tiny.safetensors`;
    const begin = (hash: string): Promise<string> =>
      stack.submit({
        ...spec,
        folds: 2,
        ensemble: null,
        arms: {},
        baseline: {
          ...spec.baseline,
          model: { ...spec.baseline?.model, weights: { from: 'address', address, sha256: hash } },
        },
      });
    await stack.startWorker('fetching', {
      CROSSFOLD_WEIGHTS_DIR: join(stack.folder, 'weights'),
      CROSSFOLD_WEIGHTS_HOSTS: '127.0.0.1',
    });
    const studyId = await begin(sha256(bytes));
    expect(await untilEnd(stack, studyId)).toBe('finished');
    const receipts = await receiptsOf(studyId);
    const first = [...receipts.values()].map(({ initialWeights }) => initialWeights);
    expect(first).toEqual([sha256(bytes), sha256(bytes)]);
    expect(asked).toEqual(['/tiny.safetensors']);
    const refused = await begin('0'.repeat(64));
    expect(await untilEnd(stack, refused)).toBe('failed');
    const { failures } = await readReport(refused);
    expect(failures.map(({ code }) => code)).toEqual(['WEIGHTS_INVALID', 'WEIGHTS_INVALID']);
    expect(failures[0]?.message).toContain('got another file');
    server.close();
  });

  it('gives identical predictions when it is submitted again', async () => {
    expect(predictionHashes(await receiptsOf(again))).toEqual(
      predictionHashes(await receiptsOf(undisturbed)),
    );
    const [first, second] = [await readReport(undisturbed), await readReport(again)];
    expect(second.sealedOpenings.map(({ studyId }) => studyId)).toEqual([undisturbed, again]);
    expect(second.notes.join(' ')).toMatch(/has been opened 2 times, by 2 studies/);
    expect(second.ensemble?.predictions.sha256).toBe(first.ensemble?.predictions.sha256);
  });

  it('survives kill -9 of its worker, and goes on from the last checkpoint', async () => {
    const doomed = await stack.startWorker('doomed');
    const studyId = await stack.submit({ ...spec, ensemble: selected });
    const { pids, trialId } = await stopInTrial(stack, doomed, studyId);
    doomed.kill('SIGKILL');
    await doomed.exited;
    process.kill(pids[1], 'SIGCONT');
    await stack.startWorker('heir');
    expect(await untilEnd(stack, studyId)).toBe('finished');
    const receipts = await receiptsOf(studyId);
    expect(receipts.get(trialId)).toMatchObject({ attempt: 2 });
    // Not only finished: the same bits as if nothing had happened.
    expect(weightHashes(receipts)).toEqual(weightHashes(await receiptsOf(undisturbed)));
    const { ensemble, variants } = await readReport(studyId);
    expect(ensemble).toMatchObject({ ...selected, missing: [] });
    const validated = ['full.f0.s1', 'full.f1.s1', 'full.f2.s1'].map(
      (trialId) => receipts.get(trialId)?.images.validation ?? 0,
    );
    const innerImages = validated.reduce((sum, images) => sum + images, 0);
    expect(ensemble?.learnt).toMatchObject({ cells: 3, images: innerImages });
    expect(ensemble?.learnt?.nll.learnt).toBeLessThanOrEqual(
      (ensemble?.learnt?.nll.equal ?? 0) + 1e-9,
    );
    const weights = Object.values(ensemble?.learnt?.weights ?? {});
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
    expect(ensemble?.members).toHaveLength(3 * weights.filter((weight) => weight > 0).length);
    const groups = [ensemble?.uncertainty?.right, ensemble?.uncertainty?.wrong];
    expect(groups.reduce((sum, group) => sum + (group?.images ?? 0), 0)).toBe(
      ensemble?.evaluation.images,
    );
    expect(ensemble?.calibration?.nll.before).toBeCloseTo(ensemble?.evaluation.scores.nll ?? 0, 9);
    expect(variants[0]?.calibration?.nll.before).toBeCloseTo(
      variants[0]?.pooled?.scores.nll ?? 0,
      9,
    );
    const verified = await runCli(['verify', studyId], stack.env);
    expect(verified).toMatchObject({ code: 0 });
  });

  it('names a trial that diverges and finishes the others', async () => {
    const overrides = { training: { ...diverging, batchSize: 4 } };
    await stack.startWorker('steady');
    const studyId = await stack.submit({
      ...spec,
      arms: { explicit: [{ name: 'wild', overrides }] },
    });
    expect(await untilEnd(stack, studyId)).toBe('finished-with-failures');
    expect(
      await readRecord(stack.store, records.failure, { studyId, trialId: 'wild.f0.s1' }),
    ).toMatchObject({
      code: 'TRIAL_DIVERGED',
      attempt: 1,
    });
    const report = await readReport(studyId);
    expect(report.failures.map(({ trialId }) => trialId)).toContain('wild.f0.s1');
    expect(report.variants[0]?.cells.succeeded).toBe(3);
  });

  it('can be cancelled while it runs', async () => {
    await stack.startWorker('last');
    const studyId = await stack.submit({
      ...spec,
      baseline: {
        ...spec.baseline,
        training: {
          batchSize: 4,
          earlyStopping: null,
          stages: [{ name: 'all', trainable: 'all', epochs: 1000, learningRate: 0.001 }],
        },
      },
    });
    await untilState(stack, studyId, 'running');
    const cancelled = await runCli(['study', 'cancel', studyId], stack.env);
    expect(cancelled).toMatchObject({ code: 0 });
    expect(await untilEnd(stack, studyId)).toBe('cancelled');
    const report = await stack.waitFor<Report>(`/studies/${studyId}/report`, () => true, minutes);
    expect(report.state).toBe('cancelled');
    expect(report.ensemble).toBeNull();
  });
});
