import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import {
  records,
  researchOnly,
  type ImagePrediction,
  type Predictor,
  type Receipt,
} from '@crossfold/contracts';
import { applyTemperature } from '@crossfold/model';
import { openObjectStore, readNamedRecord, readRecord, type ObjectStore } from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/processes.js';

const archive = fileURLToPath(new URL('../fixtures/store-version-1.tar.gz', import.meta.url));
const trialId = 'no-class-weights.f0.s1';

type Line =
  { type: 'predictor'; predictor: Predictor } | ({ type: 'prediction' } & ImagePrediction);

/** On a finished study that the repository holds, so that nothing has to be trained. */
describe('crossfold predict', () => {
  let folder: string;
  let store: ObjectStore;
  let receipt: Receipt;
  /** Image files of the outer fold of the trial. */
  let held: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-predict-'));
    await promisify(execFile)('tar', ['-xzf', archive, '-C', folder]);
    store = openObjectStore({ kind: 'file', dir: join(folder, 'store') });
    const [studyId = ''] = await readdir(join(folder, 'store', 'objects', 'studies'));
    receipt = await readRecord(store, records.receipt, { studyId, trialId });
    const { imageIds } = await readNamedRecord(store, records.predictions, receipt.predictions);
    const files = await readdir(join(folder, 'drawn'), { recursive: true });
    held = imageIds.map((imageId) =>
      join(folder, 'drawn', files.find((name) => name.endsWith(`${imageId}.jpg`)) ?? ''),
    );
    await writeFile(join(folder, 'no-image.jpg'), 'text');
    await mkdir(join(folder, 'empty'));
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  function predict(...args: string[]) {
    return runCli(['predict', ...args], {
      CROSSFOLD_STORE: pathToFileURL(join(folder, 'store')).href,
      CROSSFOLD_HOME: join(folder, 'home'),
      CROSSFOLD_URL: '',
    });
  }

  it('says of held-out images what the trial said, with its temperature', async () => {
    const { code, stdout, stderr } = await predict(`first/${trialId}`, ...held, '--json');
    expect({ code }, stderr).toEqual({ code: 0 });
    const [first, ...lines] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    const stored = await readNamedRecord(store, records.predictions, receipt.predictions);
    expect(first).toMatchObject({
      predictor: { notice: researchOnly, trialId, models: 1, calibrated: 1, calibrationImages: 28 },
    });
    const classes = stored.classes.length;
    const temperature = receipt.calibration?.temperature ?? NaN;
    const all = Float64Array.from(stored.probabilities.flat());
    const tempered = applyTemperature(all, classes, temperature);
    const found = lines.flatMap((line) =>
      line.type === 'prediction'
        ? stored.classes.map((name) => line.answer?.probabilities[name] ?? NaN)
        : [],
    );
    expect(found).toHaveLength(28 * classes);
    const apart = found.map((p, i) => Math.abs(p - (tempered[i] ?? NaN)));
    expect(Math.max(...apart)).toBeLessThan(1e-6);
    // Held-out images calibrated the sets themselves: at least the share asked for is in its own.
    const covered = lines.filter(
      (line, i) =>
        line.type === 'prediction' &&
        line.answer?.conformalSet.includes(stored.classes[stored.labels[i] ?? 0] ?? ''),
    );
    expect(covered.length / 28).toBeGreaterThanOrEqual(0.9);
  });

  it('answers the others where a file is no image, and draws where the ensemble looks', async () => {
    const pictures = join(folder, 'pictures');
    const [good = ''] = held;
    const bad = join(folder, 'no-image.jpg');
    const gone = join(folder, 'gone.png');
    const found = await predict('first', good, bad, gone, '--top', '2', '--explain', pictures);
    expect({ code: found.code }, found.stderr).toEqual({ code: 3 });
    expect(found.stdout).toMatch(/no-image\.jpg: expected a whole JPEG, PNG, WebP, TIFF or BMP/);
    expect(found.stdout).toMatch(/gone\.png: expected an image file for .*, got nothing there/);
    expect(found.stdout).toMatch(
      /the ensemble of first: 2 models, 1 with a temperature, dihedral8/,
    );
    expect(found.stdout).toContain(researchOnly);
    const [name = '', ...others] = await readdir(pictures);
    expect(others).toEqual([]);
    const png = await readFile(join(pictures, name));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect((await predict('first', bad)).code).toBe(1);
  });

  it('prints CSV with a column for each class', async () => {
    const { code, stdout, stderr } = await predict('first', join(folder, 'drawn'), '--csv');
    expect({ code }, stderr).toEqual({ code: 0 });
    const [header = '', ...rows] = stdout.trim().split('\n');
    expect(header).toBe(
      'image,class,probability,entropy,mutual_information,conformal_set,p_akiec,p_bcc,p_bkl,p_df,p_mel,p_nv,p_vasc,error',
    );
    expect(rows).toHaveLength(70);
    const sum = rows[0]
      ?.split(',')
      .slice(6, 13)
      .map(Number)
      .reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo(1, 6);
  });

  it('packs the ensemble, and answers from the package alone as from the store', async () => {
    const packed = join(folder, 'packed');
    const env = {
      CROSSFOLD_STORE: pathToFileURL(join(folder, 'store')).href,
      CROSSFOLD_HOME: join(folder, 'home'),
      CROSSFOLD_URL: '',
    };
    const { code, stderr } = await runCli(['export', 'first', packed], env);
    expect({ code }, stderr).toEqual({ code: 0 });
    const card = await readFile(join(packed, 'MODEL_CARD.md'), 'utf8');
    expect(card).toContain(researchOnly);
    expect(card).toMatch(/\| mel \(melanoma\) +\| +11 \| +10 \|/);
    expect(card).toContain('## Images by sex');
    expect(card).toMatch(/\| balanced accuracy +\| +14\.3 \[/i);
    const [image = ''] = held;
    // Elsewhere there is no store.
    const elsewhere = { CROSSFOLD_HOME: join(folder, 'nowhere'), CROSSFOLD_URL: '' };
    const [own, other] = [
      await predict('first', image, '--json'),
      await runCli(['predict', packed, image, '--json'], elsewhere),
    ];
    expect({ code: other.code }, other.stderr).toEqual({ code: 0 });
    expect(other.stdout).toBe(own.stdout);
  });

  it('predicts by a registered name, whose stages have a history', async () => {
    const env = {
      CROSSFOLD_STORE: pathToFileURL(join(folder, 'store')).href,
      CROSSFOLD_HOME: join(folder, 'home'),
      CROSSFOLD_URL: '',
    };
    const cli = (...args: string[]) => runCli(args, env);
    const [image = ''] = held;
    expect(await cli('model', 'register', 'skin', 'first')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^skin@1: the ensemble of first-\S+, candidate/),
    });
    expect(await predict('skin@production', image)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('expected a version of skin in production, got none of 1'),
    });
    const { stdout } = await cli('model', 'promote', 'skin@1');
    expect(stdout).toMatch(/skin@1 candidate\n\S+ {2}skin@1 production/);
    const named = await predict('skin@production', image, '--json');
    expect(named.stdout).toBe((await predict('first', image, '--json')).stdout);
    expect((await cli('model', 'list', '--registered')).stdout).toMatch(
      /skin +1 +skin@1 +production/,
    );
  });

  it('is measured: time by batch and peak memory, in a process of its own', async () => {
    const env = {
      CROSSFOLD_STORE: pathToFileURL(join(folder, 'store')).href,
      CROSSFOLD_HOME: join(folder, 'home'),
    };
    const variant = 'no-class-weights';
    const measure = (name: string) =>
      runCli(['study', 'measure', 'first', '--variant', name, '--json'], env);
    const { code, stdout, stderr } = await measure(variant);
    expect({ code }, stderr).toEqual({ code: 0 });
    const { studyId, weights } = receipt;
    const stored = await readRecord(store, records.measurement, { studyId, variant });
    expect(JSON.parse(stdout)).toEqual(stored);
    const { latency, memory, environment } = stored;
    expect(latency.map(({ batchSize }) => batchSize)).toEqual([1, 32]);
    for (const { medianMs, p95Ms, runs } of latency) {
      expect(p95Ms).toBeGreaterThanOrEqual(medianMs);
      expect(runs).toBeGreaterThanOrEqual(10);
    }
    expect(memory.peakBytes).toBeGreaterThan(memory.beforeBytes);
    expect(stored).toMatchObject({ trialId, weightsSha256: weights.sha256 });
    expect(environment).toMatchObject({ device: 'cpu', threads: 2 });
    expect((await measure('fulll')).stderr).toMatch(
      /a variant of first-\S+, got .*did you mean .*full/,
    );
  });

  it.each([
    [['fist', '.'], /got "fist"; did you mean "first"/],
    [['first/full.f9.s1', '.'], /expected a finished trial of first .*, got "full.f9.s1"/],
    [['first', 'EMPTY'], /expected images to predict, got none/],
    [['first', '.', '--coverage', '90'], /a rate between 0 and 1/],
  ])('refuses %j by name', async (args, message) => {
    const [model = '', path = '', ...more] = args;
    const files = path === 'EMPTY' ? join(folder, 'empty') : (held[0] ?? '');
    const { code, stderr } = await predict(model, files, ...more);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toMatch(message);
  });
});
