import { NetworkBuilder } from '../network/network-builder.js';
import type { Network } from '../network/network.js';
import type { Architecture, BackboneOptions } from './architecture.js';
import { addResidual, mbConvBlock, type MbConvOptions } from './mbconv.js';

/** In `fused` blocks one 3×3 convolution expands, in place of a 1×1 and a depthwise one. */
const stages = [
  { kind: 'fused', inputFilters: 24, filters: 24, expansion: 1, strides: 1, blocks: 2 },
  { kind: 'fused', inputFilters: 24, filters: 48, expansion: 4, strides: 2, blocks: 4 },
  { kind: 'fused', inputFilters: 48, filters: 64, expansion: 4, strides: 2, blocks: 4 },
  { kind: 'inverted', inputFilters: 64, filters: 128, expansion: 4, strides: 2, blocks: 6 },
  { kind: 'inverted', inputFilters: 128, filters: 160, expansion: 6, strides: 1, blocks: 9 },
  { kind: 'inverted', inputFilters: 160, filters: 256, expansion: 6, strides: 2, blocks: 15 },
] as const;

const epsilon = 1e-3;
const kerasMomentum = 0.9;
/** Of the last block; it grows from zero in equal steps. */
const dropRate = 0.2;

/** EfficientNetV2-S as Keras applications builds it, with its rescaling inside. */
export const efficientnetv2S = {
  title: 'EfficientNetV2-S',
  reference: 'Tan and Le 2021, EfficientNetV2: Smaller Models and Faster Training',
  weightsLicence: 'Apache-2.0',
  publishedAt: 'https://storage.googleapis.com/tensorflow/keras-applications/efficientnet_v2/',
  publishedFiles: [
    { name: 'efficientnetv2-s_notop.h5', checksum: ['md5', 'af0682fb74e8c54910f2d4393339c070'] },
    { name: 'efficientnetv2-s.h5', checksum: ['md5', 'e1d88a8495beba45748fedd0cecbe016'] },
  ],
  flavour: 'keras',
  preprocessing: 'none',
  imageSizePx: 384,
  minImageSizePx: 32,
  parameters: 20_331_360,
  featureLayer: 'top_activation',
  build: buildEfficientnetv2S,
} as const satisfies Architecture;

function buildEfficientnetv2S({ imageSizePx, batchNormMomentum }: BackboneOptions): Network {
  const builder = new NetworkBuilder('efficientnetv2-s', [imageSizePx, imageSizePx, 3]);
  const normalisation = { epsilon, momentum: batchNormMomentum ?? kerasMomentum };
  const scaled = builder.rescale('rescaling', 'input', [1 / 128], [-1]);
  const stem = builder.convBatchNorm({ conv: 'stem_conv', batchNorm: 'stem_bn' }, scaled, {
    filters: 24,
    kernel: 3,
    strides: 2,
    padding: 'same',
    biased: false,
    ...normalisation,
  });
  let features = builder.swish('stem_activation', stem);
  const blocksInAll = stages.reduce((sum, { blocks }) => sum + blocks, 0);
  let blocksDone = 0;
  for (const [index, { kind, blocks, ...stage }] of stages.entries()) {
    const addBlock = kind === 'fused' ? fusedBlock : mbConvBlock;
    for (let block = 0; block < blocks; block++) {
      const repeated = block > 0 && { inputFilters: stage.filters, strides: 1 };
      features = addBlock(builder, features, {
        name: `block${index + 1}${String.fromCharCode('a'.charCodeAt(0) + block)}`,
        depthwiseName: 'dwconv2',
        kernel: 3,
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

/** Without expansion, one convolution does all, and it alone has an activation after it. */
function fusedBlock(builder: NetworkBuilder, input: string, options: MbConvOptions): string {
  const { name, inputFilters, filters, expansion, kernel, strides, dropRate, ...rest } = options;
  const { epsilon, momentum } = rest;
  builder.beginBlock(name);
  const unit = (
    part: 'expand' | 'project',
    from: string,
    units: number,
    side: number,
    by: number,
  ) =>
    builder.convBatchNorm({ conv: `${name}_${part}_conv`, batchNorm: `${name}_${part}_bn` }, from, {
      filters: units,
      kernel: side,
      strides: by,
      padding: 'same',
      biased: false,
      epsilon,
      momentum,
    });
  let branch: string;
  if (expansion === 1) {
    const projected = unit('project', input, filters, kernel, strides);
    branch = builder.swish(`${name}_project_activation`, projected);
  } else {
    const expanded = unit('expand', input, inputFilters * expansion, kernel, strides);
    branch = unit('project', builder.swish(`${name}_expand_activation`, expanded), filters, 1, 1);
  }
  return strides === 1 && inputFilters === filters
    ? addResidual(builder, { name, input, branch, dropRate })
    : branch;
}
