import { variantConfigSchema } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { backboneNames, catalogue } from './catalogue/catalogue.js';
import { buildClassifier } from './classifier.js';
import { isTrainable } from './network/network.js';
import { rateScales } from './rate-scales.js';
import {
  assertTrainable,
  frozenNodes,
  movesStatistics,
  trainedParameters,
} from './trained-part.js';

function classifierOf(backbone: string) {
  const { model } = variantConfigSchema.parse({ model: { backbone, imageSizePx: 64 } });
  return buildClassifier(model, 7);
}

describe.each(backboneNames)('the blocks of %s', (name) => {
  const { backbone, head } = classifierOf(name);

  it('hold every node and parameter once, in order, and only the last the features', () => {
    const { blocks, nodes, parameters } = backbone;
    expect(blocks.flatMap((block) => block.nodes)).toEqual(nodes.map((node) => node.name));
    expect(blocks.flatMap((block) => block.parameters)).toEqual(
      parameters.map((parameter) => parameter.name),
    );
    expect(blocks.at(-1)?.nodes).toContain(backbone.output);
    expect(new Set(blocks.map((block) => block.name)).size).toBe(blocks.length);
    expect(blocks.at(-1)?.parameters.length).toBeGreaterThan(0);
  });

  it('read no block behind their own, so that a frozen one can be computed first', () => {
    const seen = new Set(['input']);
    for (const node of backbone.nodes) {
      for (const input of node.inputs) expect(seen.has(input)).toBe(true);
      seen.add(node.name);
    }
  });

  it('are trained from the last one on', () => {
    const classifier = classifierOf(name);
    const all = trainedParameters(classifier, { trainable: 'all' });
    const last = trainedParameters(classifier, { trainable: { lastBlocks: 1 } });
    const some = trainedParameters(classifier, {
      trainable: { lastBlocks: backbone.blocks.length },
    });
    const ofHead = head.parameters.filter(isTrainable).map((parameter) => parameter.name);
    expect(some).toEqual(all);
    expect(trainedParameters(classifier, { trainable: 'head' })).toEqual(ofHead);
    expect(last).toEqual(all.slice(-last.length));
    expect(last.length).toBeGreaterThan(ofHead.length);
    expect(last.length).toBeLessThan(all.length);
  });
});

it('has the blocks of ResNet50 that the paper counts: a stem and 3 + 4 + 6 + 3', () => {
  for (const name of ['resnet50', 'resnet50-torch'] as const) {
    const network = catalogue[name].build({ imageSizePx: 64, batchNormMomentum: null });
    expect(network.blocks).toHaveLength(17);
  }
});

describe('frozen batch normalisation', () => {
  const classifier = classifierOf('tiny');
  const part = { trainable: 'all', frozenBatchNorm: true } as const;

  it('takes its scales and offsets out of training, and nothing else', () => {
    const all = trainedParameters(classifier, { trainable: 'all' });
    const trained = new Set(trainedParameters(classifier, part));
    const frozen = all.filter((name) => !trained.has(name));
    expect(frozen).toEqual(all.filter((name) => /_bn\/(gamma|beta)$/.test(name)));
    expect(frozen.length).toBeGreaterThan(0);
  });

  it('is all that runs as in inference where everything is trained', () => {
    const norms = classifier.backbone.nodes.filter(({ op }) => op === 'batchNorm');
    expect([...frozenNodes(classifier, part)]).toEqual(norms.map(({ name }) => name));
    expect(movesStatistics(classifier, part)).toBe(false);
    expect(movesStatistics(classifier, { trainable: { lastBlocks: 1 } })).toBe(true);
    expect(movesStatistics(classifier, { trainable: 'head' })).toBe(false);
  });
});

it('scales the rate of each block by one decay more, as timm does, and the head by none', () => {
  const { backbone, head } = classifierOf('resnet50');
  const scales = rateScales({ backbone, head } as never, { layerDecay: 0.5, backboneShare: 0.1 });
  // timm: layer_decay ** (layer_max − i) with the head as the last layer, number 17.
  expect(scales.get('conv1_conv/kernel')).toBeCloseTo(0.1 * 0.5 ** 17, 15);
  expect(scales.get('conv2_block1_0_conv/kernel')).toBeCloseTo(0.1 * 0.5 ** 16, 15);
  expect(scales.get('conv5_block3_3_bn/gamma')).toBeCloseTo(0.1 * 0.5, 15);
  for (const { name } of head.parameters) expect(scales.get(name)).toBe(1);
  for (const { name } of backbone.parameters) expect(scales.has(name), name).toBe(true);
});

it('refuses a stage that trains more blocks than there are, by name', () => {
  const config = variantConfigSchema.parse({
    model: { backbone: 'tiny', imageSizePx: 32 },
    training: {
      stages: [{ name: 'few', trainable: { lastBlocks: 5 }, epochs: 1, learningRate: 1 }],
    },
  });
  expect(() => assertTrainable(config)).toThrow(
    /at most the 4 blocks of tiny for lastBlocks, got 5/,
  );
});
