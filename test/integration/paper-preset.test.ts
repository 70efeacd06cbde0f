import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { contentHash, firstScheme, type Variant } from '@crossfold/contracts';
import { GraphCache } from '@crossfold/graph/tensorflow';
import { assertTrainable, buildClassifier, initialiseParameters } from '@crossfold/model';
import { createSession } from '@crossfold/model/tensorflow';
import { randomStream } from '@crossfold/random';
import { createFileStore } from '@crossfold/storage';
import { firstStudyOf, parseStudySpec } from '@crossfold/study';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addManifest } from '../support/bare-dataset.js';
import { ham10000Rows } from '../support/ham10000-table.js';
import { runCli } from '../support/processes.js';

const pathOf = (preset: string) =>
  fileURLToPath(new URL(`../../infra/presets/${preset}.yaml`, import.meta.url));
const specOf = async (preset: string): Promise<unknown> =>
  parse(await readFile(pathOf(preset), 'utf8'));

/** A data set of the published size and shape, without its images. */
describe("the paper's presets at full size", () => {
  let home: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'crossfold-paper-'));
    const dir = join(home, 'store');
    env = { CROSSFOLD_HOME: home, CROSSFOLD_STORE: pathToFileURL(dir).href };
    const store = createFileStore({ kind: 'file', dir });
    const images = ham10000Rows().map(({ imageId, groupId, label }) => ({
      imageId,
      groupId,
      label,
      metadata: {},
      sha256: contentHash(imageId),
      sizeBytes: 250_000,
      widthPx: 600,
      heightPx: 450,
      maskSha256: null,
    }));
    await addManifest(store, 'ham10000', images);
    await store.close();
  });
  afterAll(() => rm(home, { recursive: true }));

  it.each([
    ['paper', [], ['paper: 105 trials', 'no-gap', 'no-focal']],
    ['paper', ['--set', 'protocol=dedup'], ['paper: 105 trials']],
    [
      'paper',
      ['--set', 'protocol=image', '--set', 'acknowledgeLeakage=true'],
      ['paper: 105 trials'],
    ],
    ['stage1-backbones', [], ['stage1-backbones: 60 trials', 'efficientnet-b1']],
    [
      'paper-two-stage',
      [],
      [
        'paper-two-stage-backbones: 60 trials',
        'stage ablation, as if resnet50 won:',
        // The winner was trained on all cells already.
        'paper-two-stage-ablation: 105 trials, 15 of them as in studies whose results are reused',
      ],
    ],
  ])('%s %j has a forecast', async (preset, changes, texts) => {
    const args = ['study', 'forecast', pathOf(preset), '--slots', '8', ...changes];
    const { code, stdout, stderr } = await runCli(args, env);
    expect(code, stderr).toBe(0);
    console.log(stdout);
    for (const text of texts) expect(stdout).toContain(text);
  });

  it('are refused before any work where a file of weights is missing that nobody fetches', async () => {
    const weights = { CROSSFOLD_WEIGHTS_DIR: join(home, 'weights') };
    const { code, stderr } = await runCli(['run', pathOf('stage1-backbones')], {
      ...env,
      ...weights,
    });
    expect(code).toBe(1);
    expect(stderr).toContain('expected the ImageNet weights of mobilenet');
    expect(stderr).toContain('mobilenet_1_0_224_tf_no_top.h5');
    expect(stderr).toContain(join(home, 'weights'));
  });
});

describe('every arm of the paper', async () => {
  const variantsOf = async (preset: string) =>
    parseStudySpec(firstStudyOf(await specOf(preset), 1000).body, assertTrainable).variants;
  const [ablation, backbones] = [await variantsOf('paper'), await variantsOf('stage1-backbones')];
  // The baseline of the ablation is one of the backbones.
  const variants = [...ablation, ...backbones.filter(({ role }) => role === 'arm')];
  const graphs = new GraphCache();
  const images = 2;

  it.each(variants.map((variant): [string, Variant] => [variant.name, variant]))(
    '%s builds at 224 px, and its loss is finite after a step',
    (_, { config }) => {
      const { model, loss, training } = config;
      const classifier = buildClassifier(model, firstScheme.classes.length);
      const session = createSession({
        classifier,
        loss,
        optimiser: training.optimiser,
        clipNorm: training.clipNorm,
        emaDecay: training.emaDecay,
        precision: 'float32',
        trainable: 'all',
        classWeights: new Float32Array(firstScheme.classes.length).fill(1),
        seed: 1,
        tensors: initialiseParameters(classifier, 1),
        stepsDone: 0,
        graphs,
      });
      const stream = randomStream('paper', 'pixels');
      const pixels = images * model.imageSizePx ** 2 * 3;
      const batch = {
        images: Uint8Array.from({ length: pixels }, () => stream.integer(256)),
        labels: Int32Array.of(0, 5),
        augmentation: null,
      };
      const losses = [0, 1].map(() => session.step(batch, 1e-4).loss);
      for (const value of losses) expect(Number.isFinite(value)).toBe(true);
      // A step changed the parameters.
      expect(losses[1]).not.toBe(losses[0]);
      session.dispose();
    },
  );
});
