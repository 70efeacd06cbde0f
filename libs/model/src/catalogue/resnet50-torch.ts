import { NetworkBuilder } from '../network/network-builder.js';
import type { Network, Padding } from '../network/network.js';
import type { Architecture, BackboneOptions } from './architecture.js';

/** Width of the 3×3 convolutions of each stage, blocks, and stride of its first block. */
const stages = [
  { filters: 64, blocks: 3, strides: 1 },
  { filters: 128, blocks: 4, strides: 2 },
  { filters: 256, blocks: 6, strides: 2 },
  { filters: 512, blocks: 3, strides: 2 },
] as const;

const epsilon = 1e-5;
const torchMomentum = 0.9;

/**
 * ResNet50 as torchvision builds it (version 1.5): stride in the 3×3 convolution of a block, no biases
 * in the convolutions, ε 1e-5, unbiased running variances, names and input of torchvision.
 */
export const resnet50Torch = {
  title: 'ResNet50 (torchvision flavour)',
  reference: 'He et al. 2016, Deep Residual Learning for Image Recognition',
  weightsLicence: 'BSD-3-Clause',
  publishedAt: null,
  publishedFiles: [],
  flavour: 'torch',
  preprocessing: 'torch',
  imageSizePx: 224,
  minImageSizePx: 32,
  parameters: 23_561_152,
  featureLayer: 'layer4.2',
  build: buildResnet50Torch,
} as const satisfies Architecture;

function buildResnet50Torch({ imageSizePx, batchNormMomentum }: BackboneOptions): Network {
  const builder = new NetworkBuilder('resnet50-torch', [imageSizePx, imageSizePx, 3]);
  const momentum = batchNormMomentum ?? torchMomentum;
  let features = stem(builder, momentum);
  for (const [index, { filters, blocks, strides }] of stages.entries()) {
    for (let block = 0; block < blocks; block++) {
      features = residualBlock(builder, features, {
        name: `layer${index + 1}.${block}`,
        filters,
        strides: block === 0 ? strides : 1,
        projected: block === 0,
        momentum,
      });
    }
  }
  return builder.build(features);
}

/** Rows and columns on both sides, whatever the size and stride. */
function around(width: number): Padding {
  return [
    [width, width],
    [width, width],
  ];
}

function stem(builder: NetworkBuilder, momentum: number): string {
  const conv = builder.convBatchNorm({ conv: 'conv1', batchNorm: 'bn1' }, 'input', {
    filters: 64,
    kernel: 7,
    strides: 2,
    padding: around(3),
    biased: false,
    epsilon,
    momentum,
    runningVariance: 'unbiased',
  });
  const active = builder.relu('relu', conv);
  return builder.maxPool('maxpool', active, { size: 3, strides: 2, padding: around(1) });
}

interface BlockOptions {
  readonly name: string;
  readonly filters: number;
  readonly strides: number;
  /** Whether the shortcut is a convolution, as in the first block of a stage. */
  readonly projected: boolean;
  readonly momentum: number;
}

function residualBlock(builder: NetworkBuilder, input: string, options: BlockOptions): string {
  const { name, filters, strides, projected, momentum } = options;
  builder.beginBlock(name);
  const unit = (
    names: readonly [string, string],
    from: string,
    [width, kernel, stride]: readonly [number, number, number],
  ) =>
    builder.convBatchNorm({ conv: `${name}.${names[0]}`, batchNorm: `${name}.${names[1]}` }, from, {
      filters: width,
      kernel,
      strides: stride,
      padding: around((kernel - 1) / 2),
      biased: false,
      epsilon,
      momentum,
      runningVariance: 'unbiased',
    });
  const shortcut = projected
    ? unit(['downsample.0', 'downsample.1'], input, [4 * filters, 1, strides])
    : input;
  const reduced = unit(['conv1', 'bn1'], input, [filters, 1, 1]);
  const spatial = unit(['conv2', 'bn2'], builder.relu(`${name}.relu1`, reduced), [
    filters,
    3,
    strides,
  ]);
  const expanded = unit(['conv3', 'bn3'], builder.relu(`${name}.relu2`, spatial), [
    4 * filters,
    1,
    1,
  ]);
  return builder.relu(name, builder.add(`${name}.add`, shortcut, expanded));
}
