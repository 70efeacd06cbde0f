import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  sha256,
  variantConfigSchema,
  type EnsembleModel,
  type EnsembleModelMember,
} from '@crossfold/contracts';
import { decoderVersion } from '@crossfold/data/images';
import { GraphCache } from '@crossfold/graph/tensorflow';
import { buildClassifier, encodeSafetensors } from '@crossfold/model';
import { randomStream } from '@crossfold/random';
import {
  namePrediction,
  openPackagedModel,
  writePackage,
  type ImageFile,
  type PredictionSource,
} from '@crossfold/training';
import { predictFiles } from '@crossfold/training/tensorflow';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePythonEnv, predictPipOptions, predictRequirements } from '../support/python-env.js';
import { randomTensor } from '../support/random-tensor.js';

const run = promisify(execFile);
const classes = ['akiec', 'bcc', 'mel', 'nv'];
const options = { coverage: 0.9, isClassConditional: false, explains: false };
const random = randomStream('package');

interface Answer {
  readonly probabilities: Readonly<Record<string, number>>;
  readonly conformalSet: readonly string[];
  readonly entropy: number;
  readonly mutualInformation: number;
}

/** Networks of two sizes and two folds, with and without a temperature, trained as little as not at all. */
const members = [
  { trialId: 'full.f0.s1', split: 0, weight: 0.5, temperature: 0.4, imageSizePx: 64 },
  { trialId: 'full.f1.s1', split: 1, weight: 0.2, temperature: null, imageSizePx: 48 },
  { trialId: 'full.f1.s2', split: 1, weight: 0.3, temperature: 2, imageSizePx: 64 },
].map(({ imageSizePx, ...member }) => {
  const { model, region } = variantConfigSchema.parse({
    model: { backbone: 'tiny', imageSizePx, hiddenUnits: [16] },
  });
  const { backbone, head } = buildClassifier(model, classes.length);
  const parameters = [...backbone.parameters, ...head.parameters];
  const tensors = new Map(
    parameters.map((one) => {
      const { shape, data } = randomTensor({ ...one, name: `${member.trialId}/${one.name}` });
      return [one.name, { shape, data }] as const;
    }),
  );
  const bytes = encodeSafetensors({ tensors, metadata: {} });
  return { bytes, member: { ...member, model, region, weightsSha256: sha256(bytes) } };
});

function sourceOf(
  combination: EnsembleModel['combination'],
  testTimeAugmentation: EnsembleModel['testTimeAugmentation'],
): PredictionSource {
  const numbers = (length: number) => Array.from({ length }, () => random.uniform()).sort();
  const split = (number: number) => ({ split: number, scores: classes.map(() => numbers(9)) });
  const model: EnsembleModel = {
    schemaVersion: 2,
    study: { studyId: 'packed-1', name: 'packed' },
    trialId: null,
    dataset: { name: 'drawn', manifestSha256: '0'.repeat(64) },
    foldPlanSha256: '1'.repeat(64),
    classes,
    classTitles: {},
    positive: null,
    combination,
    testTimeAugmentation,
    members: members.map(({ member }) => member),
    conformal: {
      repeats: 1,
      splits: [split(0), split(1)],
      pairs: { all: numbers(40), classes: classes.map(() => []) },
    },
    measured: null,
  };
  const readWeights = ({ trialId }: EnsembleModelMember) =>
    Promise.resolve(
      members.find(({ member }) => member.trialId === trialId)?.bytes ?? new Uint8Array(),
    );
  return { model, readWeights };
}

/** Blobs of colour, as JPEG and PNG, large enough to be shrunk in the decoder. */
async function drawFiles(folder: string): Promise<ImageFile[]> {
  const files: ImageFile[] = [];
  for (const [name, width, height] of [
    ['plain.jpg', 600, 450],
    ['large.jpg', 1500, 1100],
    ['tall.png', 90, 200],
  ] as const) {
    const side = { width: Math.ceil(width / 12), height: Math.ceil(height / 12) };
    const pixels = Uint8Array.from({ length: side.width * side.height * 3 }, () =>
      random.integer(256),
    );
    const blobs = sharp(pixels, { raw: { ...side, channels: 3 } });
    const drawn = blobs.resize(width, height, { fit: 'fill', kernel: 'nearest' });
    const path = join(folder, name);
    await writeFile(path, await (name.endsWith('.jpg') ? drawn.jpeg() : drawn.png()).toBuffer());
    files.push({ name: path, read: () => readFile(path) });
  }
  return files;
}

async function answersOf(source: PredictionSource, files: ImageFile[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  const graphs = new GraphCache();
  for await (const found of predictFiles(source, files, options, graphs)) {
    const { answer, error } = namePrediction(source.model, found, 1);
    if (!answer) throw new Error(error?.message);
    answers.push(answer);
  }
  return answers;
}

describe('a packaged ensemble', () => {
  let folder: string;
  let python: string;
  let files: ImageFile[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-package-'));
    files = await drawFiles(folder);
    python = await ensurePythonEnv('predict', predictRequirements, predictPipOptions);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['mean', 'dihedral8'],
    ['logitMean', 'tenCrop'],
    ['weighted', 'multiScale'],
  ] as const)('predicts the same in onnxruntime: %s of %s', async (combination, views) => {
    const source = sourceOf(combination, views);
    const packed = join(folder, combination);
    await writePackage(source, packed, { decoder: decoderVersion, texts: new Map() });
    const own = await answersOf(source, files);
    const { stdout } = await run(python, [
      join(packed, 'predict.py'),
      ...files.map(({ name }) => name),
    ]);
    const theirs = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer);
    expect(theirs).toHaveLength(files.length);
    for (const [i, answer] of own.entries()) {
      const other = theirs[i] as Answer;
      for (const name of classes) {
        const apart = Math.abs(
          (answer.probabilities[name] ?? NaN) - (other.probabilities[name] ?? NaN),
        );
        expect(apart).toBeLessThan(1e-4);
      }
      expect(other.conformalSet).toEqual(answer.conformalSet);
      expect(Math.abs(other.entropy - answer.entropy)).toBeLessThan(1e-4);
      expect(Math.abs(other.mutualInformation - answer.mutualInformation)).toBeLessThan(1e-4);
    }
    // The answers are of the images: other pixels would be seen.
    const spread = own.map(({ probabilities }) =>
      Math.max(...Object.values(probabilities)).toFixed(3),
    );
    expect(new Set(spread).size).toBeGreaterThan(1);
    expect(await answersOf(await openPackagedModel(packed), files)).toEqual(own);
  });

  it('has a script of twenty lines, and checksums of all its files', async () => {
    const packed = join(folder, 'mean');
    const script = await readFile(join(packed, 'predict.py'), 'utf8');
    const code = script
      .split('\n')
      .filter((line) => /^\s*[^\s#"]/.test(line) && !/^(import|from) /.test(line));
    expect(code.length).toBeLessThanOrEqual(20);
    const { stdout } = await run('sha256sum', ['--check', 'SHA256SUMS'], { cwd: packed });
    const found = await readdir(packed, { recursive: true });
    const stats = await Promise.all(found.map((name) => stat(join(packed, name))));
    // What Python keeps beside its scripts came later.
    const whole = found.filter((name, i) => stats[i]?.isFile() && !name.includes('__pycache__'));
    expect(stdout.trim().split('\n')).toHaveLength(whole.length - 1);
  });

  it('is written whole or not at all, over nothing', async () => {
    const source = sourceOf('mean', 'none');
    const pack = (name: string, from: PredictionSource) =>
      writePackage(from, join(folder, name), { decoder: decoderVersion, texts: new Map() });
    await expect(pack('mean', source)).rejects.toMatchObject({ code: 'CONFLICT' });
    const broken = { ...source, readWeights: () => Promise.reject(new Error('gone')) };
    await expect(pack('half', broken)).rejects.toThrow(/got .*half: Error: gone/);
    const names = await readdir(folder);
    expect(names.filter((name) => name.startsWith('half'))).toEqual([]);
  });

  it('says which of its files is damaged', async () => {
    const packed = join(folder, 'mean');
    const model = await openPackagedModel(packed);
    await writeFile(join(packed, 'members', 'full.f0.s1.safetensors'), 'other');
    await expect(answersOf(model, files)).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
    await writeFile(join(packed, 'ensemble.json'), '{"schemaVersion":9}');
    await expect(openPackagedModel(packed)).rejects.toMatchObject({
      code: 'SCHEMA_VERSION_UNKNOWN',
    });
    await expect(openPackagedModel(folder)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });
});
