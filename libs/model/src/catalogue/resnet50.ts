import { NetworkBuilder } from '../network/network-builder.js';
import type { Network } from '../network/network.js';
import type { Architecture, BackboneOptions } from './architecture.js';

/** Name of the stage, width of its 3×3 convolutions, blocks, and stride of its first block. */
const stages = [
  { name: 'conv2', filters: 64, blocks: 3, strides: 1 },
  { name: 'conv3', filters: 128, blocks: 4, strides: 2 },
  { name: 'conv4', filters: 256, blocks: 6, strides: 2 },
  { name: 'conv5', filters: 512, blocks: 3, strides: 2 },
] as const;

const epsilon = 1.001e-5;
const kerasMomentum = 0.99;

/**
 * ResNet50 as Keras applications builds it: stride in the first 1×1 convolution of a block, biases
 * in the convolutions, ε 1.001e-5. Torchvision's graph differs; the two are not interchangeable.
 */
export const resnet50 = {
  title: 'ResNet50 (Keras flavour)',
  reference: 'He et al. 2016, Deep Residual Learning for Image Recognition',
  weightsLicence: 'MIT',
  publishedAt: 'https://storage.googleapis.com/tensorflow/keras-applications/resnet/',
  publishedFiles: [
    {
      name: 'resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5',
      checksum: ['md5', '4d473c1dd8becc155b73f8504c6f6626'],
    },
    {
      name: 'resnet50_weights_tf_dim_ordering_tf_kernels.h5',
      checksum: ['md5', '2cb95161c43110f7111970584f804107'],
    },
  ],
  flavour: 'keras',
  preprocessing: 'caffe',
  imageSizePx: 224,
  minImageSizePx: 32,
  parameters: 23_587_712,
  featureLayer: 'conv5_block3_out',
  build: buildResnet50,
} as const satisfies Architecture;

function buildResnet50({ imageSizePx, batchNormMomentum }: BackboneOptions): Network {
  const builder = new NetworkBuilder('resnet50', [imageSizePx, imageSizePx, 3]);
  const momentum = batchNormMomentum ?? kerasMomentum;
  let features = stem(builder, momentum);
  for (const stage of stages) {
    for (let block = 1; block <= stage.blocks; block++) {
      features = residualBlock(builder, features, {
        name: `${stage.name}_block${block}`,
        filters: stage.filters,
        strides: block === 1 ? stage.strides : 1,
        projected: block === 1,
        momentum,
      });
    }
  }
  return builder.build(features);
}

function stem(builder: NetworkBuilder, momentum: number): string {
  const conv = builder.convBatchNorm({ conv: 'conv1_conv', batchNorm: 'conv1_bn' }, 'input', {
    filters: 64,
    kernel: 7,
    strides: 2,
    padding: [
      [3, 3],
      [3, 3],
    ],
    epsilon,
    momentum,
    biased: true,
  });
  const active = builder.relu('conv1_relu', conv);
  return builder.maxPool('pool1_pool', active, {
    size: 3,
    strides: 2,
    padding: [
      [1, 1],
      [1, 1],
    ],
  });
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
  const unit = (index: number, from: string, width: number, kernel: number, stride: number) =>
    builder.convBatchNorm(
      { conv: `${name}_${index}_conv`, batchNorm: `${name}_${index}_bn` },
      from,
      { filters: width, kernel, strides: stride, padding: 'same', epsilon, momentum, biased: true },
    );
  const shortcut = projected ? unit(0, input, 4 * filters, 1, strides) : input;
  const reduced = builder.relu(`${name}_1_relu`, unit(1, input, filters, 1, strides));
  const spatial = builder.relu(`${name}_2_relu`, unit(2, reduced, filters, 3, 1));
  const expanded = unit(3, spatial, 4 * filters, 1, 1);
  return builder.relu(`${name}_out`, builder.add(`${name}_add`, shortcut, expanded));
}
