import { NetworkBuilder } from '../network/network-builder.js';
import type { Network } from '../network/network.js';
import type { Architecture, BackboneOptions } from './architecture.js';
import { imagenetDeviation, imagenetMean } from './imagenet.js';
import { mbConvBlock } from './mbconv.js';

/** Stages of B0 with the depth of B1: 1.1 times as many blocks, rounded up. Widths are the same. */
const stages = [
  { inputFilters: 32, filters: 16, expansion: 1, kernel: 3, strides: 1, blocks: 2 },
  { inputFilters: 16, filters: 24, expansion: 6, kernel: 3, strides: 2, blocks: 3 },
  { inputFilters: 24, filters: 40, expansion: 6, kernel: 5, strides: 2, blocks: 3 },
  { inputFilters: 40, filters: 80, expansion: 6, kernel: 3, strides: 2, blocks: 4 },
  { inputFilters: 80, filters: 112, expansion: 6, kernel: 5, strides: 1, blocks: 4 },
  { inputFilters: 112, filters: 192, expansion: 6, kernel: 5, strides: 2, blocks: 5 },
  { inputFilters: 192, filters: 320, expansion: 6, kernel: 3, strides: 1, blocks: 2 },
] as const;

const epsilon = 1e-3;
const kerasMomentum = 0.99;
/** Of the last block; it grows from zero in equal steps. */
const dropRate = 0.2;

/**
 * EfficientNetB1 as Keras applications builds it for its published weights. Those hold standard
 * deviations where the normalisation layer wants variances, and a second rescaling by their inverse
 * root makes up for it; Keras leaves it out when it builds the network without weights.
 */
export const efficientnetB1 = {
  title: 'EfficientNetB1',
  reference: 'Tan and Le 2019, EfficientNet: Rethinking Model Scaling',
  weightsLicence: 'Apache-2.0',
  publishedAt: 'https://storage.googleapis.com/keras-applications/',
  publishedFiles: [
    { name: 'efficientnetb1_notop.h5', checksum: ['md5', '74c4e6b3e1f6a1eea24c589628592432'] },
    { name: 'efficientnetb1.h5', checksum: ['md5', '1d254153d4ab51201f1646940f018540'] },
  ],
  flavour: 'keras',
  preprocessing: 'none',
  imageSizePx: 240,
  minImageSizePx: 32,
  parameters: 6_575_239,
  featureLayer: 'top_activation',
  build: buildEfficientnetB1,
} as const satisfies Architecture;

function buildEfficientnetB1({ imageSizePx, batchNormMomentum }: BackboneOptions): Network {
  const builder = new NetworkBuilder('efficientnet-b1', [imageSizePx, imageSizePx, 3]);
  const normalisation = { epsilon, momentum: batchNormMomentum ?? kerasMomentum };
  const stem = builder.convBatchNorm(
    { conv: 'stem_conv', batchNorm: 'stem_bn' },
    normalisedInput(builder),
    { filters: 32, kernel: 3, strides: 2, padding: 'same', biased: false, ...normalisation },
  );
  let features = builder.swish('stem_activation', stem);
  const blocksInAll = stages.reduce((sum, { blocks }) => sum + blocks, 0);
  let blocksDone = 0;
  for (const [index, { blocks, ...stage }] of stages.entries()) {
    for (let block = 0; block < blocks; block++) {
      const repeated = block > 0 && { inputFilters: stage.filters, strides: 1 };
      features = mbConvBlock(builder, features, {
        name: `block${index + 1}${'abcde'.charAt(block)}`,
        depthwiseName: 'dwconv',
        squeezeShare: 0.25,
        dropRate: (dropRate * blocksDone) / blocksInAll,
        ...normalisation,
        ...stage,
        ...repeated,
      });
      blocksDone++;
    }
  }
  builder.beginBlock('top');
  const top = builder.convBatchNorm({ conv: 'top_conv', batchNorm: 'top_bn' }, features, {
    filters: 1280,
    kernel: 1,
    padding: 'same',
    biased: false,
    ...normalisation,
  });
  return builder.build(builder.swish('top_activation', top));
}

function normalisedInput(builder: NetworkBuilder): string {
  const scaled = builder.rescale('rescaling', 'input', [1 / 255]);
  const normal = builder.normaliseInput('normalization', scaled, {
    mean: imagenetMean,
    variance: imagenetDeviation,
  });
  const factors = imagenetDeviation.map((deviation) => 1 / Math.sqrt(deviation));
  return builder.rescale('rescaling_1', normal, factors);
}
