import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstScheme, variantConfigSchema } from '@crossfold/contracts';
import { decodeSquare, decoderVersion } from '@crossfold/data/images';
import {
  buildClassifier,
  describeInput,
  exportModel,
  joinClassifier,
  referenceScript,
  type Architecture,
} from '@crossfold/model';
import { createPredictor } from '@crossfold/model/tensorflow';
import { randomStream } from '@crossfold/random';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomTensor } from '../support/random-tensor.js';
import { ensurePythonEnv, predictPipOptions, predictRequirements } from '../support/python-env.js';

/** By how much less the first layer weighs inputs that are as large as this way leaves them. */
const preparations = {
  symmetric: 1,
  torch: 1,
  caffe: 1 / 100,
  none: 1 / 128,
} as const satisfies Record<Architecture['preprocessing'], number>;
type Preparation = keyof typeof preparations;
const sizePx = 64;
const temperature = { value: 2, helped: true };

/** Blobs of colour in 4:3: what a resize of another kind would change. */
async function drawPhotograph(width: number, height: number) {
  const random = randomStream('photograph', width, height);
  const side = { width: Math.ceil(width / 12), height: Math.ceil(height / 12) };
  const pixels = Uint8Array.from({ length: side.width * side.height * 3 }, () =>
    random.integer(256),
  );
  const blobs = sharp(pixels, { raw: { ...side, channels: 3 } });
  const whole = await blobs
    .resize(width, height, { fit: 'fill', kernel: 'nearest' })
    .raw()
    .toBuffer();
  return sharp(whole, { raw: { width, height, channels: 3 } });
}

const photograph = await drawPhotograph(600, 450);
const large = await drawPhotograph(1500, 1100);
const files: Readonly<Record<string, Buffer>> = {
  'plain.jpg': await photograph.clone().jpeg({ quality: 92 }).toBuffer(),
  'shrunk-on-load.jpg': await large.clone().jpeg({ quality: 92 }).toBuffer(),
  'rotated.jpg': await photograph.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  'mirrored.jpg': await photograph.clone().withMetadata({ orientation: 2 }).jpeg().toBuffer(),
  'transparent.png': await photograph.clone().ensureAlpha(0.5).png().toBuffer(),
  'large.png': await large.clone().png().toBuffer(),
  'grey.png': await photograph.clone().greyscale().png().toBuffer(),
  'deep.png': await photograph.clone().toColourspace('rgb16').png().toBuffer(),
  'profile.jpg': await photograph.clone().withIccProfile('p3').jpeg().toBuffer(),
  'small.jpg': await sharp(await photograph.clone().png().toBuffer())
    .resize(40, 30)
    .jpeg()
    .toBuffer(),
};
const names = Object.keys(files);

describe('the reference script', () => {
  let folder: string;
  let python: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-predict-'));
    python = await ensurePythonEnv('predict', predictRequirements, predictPipOptions);
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** A small network, trained as little as not at all, whose images are prepared in this way. */
  async function exported(
    preprocessing: Preparation,
    region = 'full',
    name: string = preprocessing,
  ) {
    const { model } = variantConfigSchema.parse({
      model: { backbone: 'tiny', imageSizePx: sizePx, hiddenUnits: [16], dropout: 0 },
    });
    const classifier = { ...buildClassifier(model, 7), preprocessing };
    const network = joinClassifier(classifier);
    const tensors = new Map(
      network.parameters.map((one) => {
        const { shape, data } = randomTensor(one);
        const factor = one.name === 'stem_conv/kernel' ? preparations[preprocessing] : 1;
        return [one.name, { shape, data: data.map((value) => factor * value) }] as const;
      }),
    );
    const description = describeInput(preprocessing, sizePx, decoderVersion, {
      kind: 'logits',
      region,
      classes: firstScheme.classes,
      temperature,
    });
    const path = join(folder, `${name}.onnx`);
    const notes = { input_description: JSON.stringify(description) };
    await exportModel({ network, flavour: 'keras', notes, tensors }, 'onnx', path);
    return { path, classifier, tensors };
  }

  function predict(
    path: string,
    images: readonly string[],
    ...more: string[]
  ): Promise<number[][]> {
    const script = referenceScript.pathname;
    const child = spawn(python, [
      script,
      path,
      ...images.map((name) => join(folder, name)),
      ...more,
    ]);
    let [printed, complained] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
    return new Promise((resolve, reject) => {
      child.once('close', (code) => {
        if (code !== 0) return reject(new Error(complained));
        const rows = printed
          .trim()
          .split('\n')
          .map(
            (line) =>
              JSON.parse(line) as {
                probabilities: Record<string, number>;
              },
          );
        resolve(
          rows.map(({ probabilities }) =>
            firstScheme.classes.map((label) => probabilities[label] ?? NaN),
          ),
        );
      });
    });
  }

  it.each(Object.keys(preparations) as Preparation[])(
    'gives the same answers from image files, prepared as %s',
    async (preprocessing) => {
      const { path, classifier, tensors } = await exported(preprocessing);
      const decoded = await Promise.all(
        names.map((name) => decodeSquare(files[name] as Buffer, sizePx, name)),
      );
      const predictor = createPredictor(classifier, tensors);
      const own = predictor.predict(Buffer.concat(decoded), names.length, 'none');
      predictor.dispose();
      const theirs = await predict(path, names);
      const distances = names.map((name, i) => {
        const row = own.subarray(7 * i, 7 * i + 7);
        const apart = Math.max(
          ...firstScheme.classes.map((_, c) => Math.abs((row[c] ?? NaN) - (theirs[i]?.[c] ?? NaN))),
        );
        return { name, apart };
      });
      expect(distances.filter(({ apart }) => !(apart < 1e-4))).toEqual([]);
      // The answers are of the images: other pixels would be seen.
      const spread = new Set(theirs.map((row) => Math.max(...row).toFixed(4))).size;
      expect(spread).toBeGreaterThan(names.length / 2);
    },
  );

  it('divides by the temperature where it is asked to, and takes only whole images', async () => {
    const { path } = await exported('symmetric', 'full', 'whole');
    const [plain = []] = await predict(path, ['plain.jpg']);
    const [cooled = []] = await predict(path, ['plain.jpg'], '--temperature');
    const roots = plain.map(Math.sqrt);
    const sum = roots.reduce((total, root) => total + root, 0);
    const apart = roots.map((root, c) => Math.abs(root / sum - (cooled[c] ?? NaN)));
    expect(Math.max(...apart)).toBeLessThan(1e-6);
    const cropped = await exported('symmetric', 'crop', 'cropped');
    await expect(predict(cropped.path, ['plain.jpg'])).rejects.toThrow(
      'expected a model of whole images, got one of crop',
    );
  });
});
