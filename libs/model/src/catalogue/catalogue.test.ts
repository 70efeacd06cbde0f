import { AppError, variantConfigSchema } from '@crossfold/contracts';
import { hashTensors } from '@crossfold/graph';
import { describe, expect, it } from 'vitest';
import { buildClassifier } from '../classifier.js';
import { countMultiplyAdds } from '../network/multiply-adds.js';
import { countParameters } from '../network/network.js';
import { initialiseParameters } from '../weights/initialise.js';
import { backboneNames, catalogue, findArchitecture, type BackboneName } from './catalogue.js';

describe.each(backboneNames)('%s', (name) => {
  const architecture = catalogue[name];
  const build = (imageSizePx: number) =>
    architecture.build({ imageSizePx, batchNormMomentum: null });

  it('has the parameters that the catalogue states, whatever the image size', () => {
    expect(countParameters(build(64))).toBe(architecture.parameters);
    expect(countParameters(build(224))).toBe(architecture.parameters);
  });

  it('has unique parameter names, a map as output, and its feature layer', () => {
    const network = build(64);
    const names = network.parameters.map((parameter) => parameter.name);
    expect(new Set(names).size).toBe(names.length);
    const feature = network.nodes.find((node) => node.name === architecture.featureLayer);
    expect(feature?.shape).toHaveLength(3);
    expect(network.outputShape).toHaveLength(3);
  });

  it('is built at its least size and refused below, by name', () => {
    const sized = (imageSizePx: number) =>
      variantConfigSchema.parse({ model: { backbone: name, imageSizePx } }).model;
    const least = buildClassifier(sized(architecture.minImageSizePx), 7);
    expect(least.head.outputShape).toEqual([7]);
    if (architecture.minImageSizePx > 16) {
      const tooSmall = sized(architecture.minImageSizePx - 1);
      expect(() => buildClassifier(tooSmall, 7)).toThrow(/imageSizePx/);
    }
  });
});

/**
 * Multiply-adds of whole networks as published, in units of 10^9, with a classifier of 1000 classes:
 * He et al. 2016, table 1, cut to one digit (resnet50), Howard et al. 2017, table 8 (mobilenet), and
 * torchvision's `_ops` (the others).
 */
const published = {
  resnet50: { giga: 3.8, tolerance: 0.02 },
  'resnet50-torch': { giga: 4.089, tolerance: 2e-4 },
  vgg16: { giga: 15.47, tolerance: 2e-4 },
  mobilenet: { giga: 0.569, tolerance: 1e-3 },
  'efficientnet-b1': { giga: 0.687, tolerance: 1e-3 },
  'efficientnetv2-s': { giga: 8.366, tolerance: 2e-4 },
  'convnext-tiny': { giga: 4.456, tolerance: 2e-4 },
} as const satisfies Partial<Record<BackboneName, unknown>>;

it.each(Object.entries(published))('%s costs what is published', (name, { giga, tolerance }) => {
  const { build, imageSizePx } = findArchitecture(name);
  const network = build({ imageSizePx, batchNormMomentum: null });
  // VGG16's classifier has three layers, the others' one.
  const classifier =
    name === 'vgg16'
      ? (7 * 7 * 512 + 4096 + 1000) * 4096
      : (network.outputShape.at(-1) ?? 0) * 1000;
  const total = (countMultiplyAdds(network) + classifier) / 1e9;
  expect(Math.abs(total / giga - 1)).toBeLessThan(tolerance);
});

describe('initialiseParameters', () => {
  const classifier = (hiddenUnits: number[]) =>
    buildClassifier(
      variantConfigSchema.parse({ model: { backbone: 'tiny', imageSizePx: 32, hiddenUnits } })
        .model,
      7,
    );

  it('depends on the seed alone', () => {
    const hash = (seed: number) => hashTensors(initialiseParameters(classifier([8]), seed));
    expect(hash(1)).toBe(hash(1));
    expect(hash(1)).not.toBe(hash(2));
  });

  it('gives variants the same values for what they share', () => {
    const withFc = initialiseParameters(classifier([8]), 1);
    const without = initialiseParameters(classifier([]), 1);
    expect(without.get('stem_conv/kernel')).toEqual(withFc.get('stem_conv/kernel'));
  });

  it('spreads kernels as Glorot and Bengio say', () => {
    const kernel = initialiseParameters(classifier([]), 3).get('block3_2_conv/kernel')?.data;
    const limit = Math.sqrt(6 / (9 * 128));
    const values = Array.from(kernel ?? []);
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(limit);
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    expect(variance / (limit ** 2 / 3)).toBeCloseTo(1, 1);
  });
});

it('names the nearest architecture', () => {
  expect(() => findArchitecture('resnet5')).toThrow(/did you mean "resnet50"/);
  expect(() => findArchitecture('toString')).toThrow(AppError);
});
