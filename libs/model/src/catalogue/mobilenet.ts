import { NetworkBuilder } from '../network/network-builder.js';
import type { Network } from '../network/network.js';
import type { Architecture, BackboneOptions } from './architecture.js';

/** Width of the 1×1 convolution of each block, and stride of its 3×3 one. */
const blocks = [
  { filters: 64, strides: 1 },
  { filters: 128, strides: 2 },
  { filters: 128, strides: 1 },
  { filters: 256, strides: 2 },
  { filters: 256, strides: 1 },
  { filters: 512, strides: 2 },
  { filters: 512, strides: 1 },
  { filters: 512, strides: 1 },
  { filters: 512, strides: 1 },
  { filters: 512, strides: 1 },
  { filters: 512, strides: 1 },
  { filters: 1024, strides: 2 },
  { filters: 1024, strides: 1 },
] as const;

const normalisation = { epsilon: 1e-3, kerasMomentum: 0.99 };

/** One row below and one column to the right, whatever the size: Keras pads so before stride two. */
const afterOnly = [
  [0, 1],
  [0, 1],
] as const;

/** MobileNet of width 1 as Keras applications builds it. */
export const mobilenet = {
  title: 'MobileNet (version 1)',
  reference: 'Howard et al. 2017, MobileNets',
  weightsLicence: 'Apache-2.0',
  publishedAt: 'https://storage.googleapis.com/tensorflow/keras-applications/mobilenet/',
  publishedFiles: [
    { name: 'mobilenet_1_0_224_tf_no_top.h5', checksum: null },
    { name: 'mobilenet_1_0_224_tf.h5', checksum: null },
  ],
  flavour: 'keras',
  preprocessing: 'symmetric',
  imageSizePx: 224,
  minImageSizePx: 32,
  parameters: 3_228_864,
  featureLayer: 'conv_pw_13_relu',
  build: buildMobilenet,
} as const satisfies Architecture;

function buildMobilenet({ imageSizePx, batchNormMomentum }: BackboneOptions): Network {
  const builder = new NetworkBuilder('mobilenet', [imageSizePx, imageSizePx, 3]);
  const momentum = batchNormMomentum ?? normalisation.kerasMomentum;
  const { epsilon } = normalisation;
  const stem = builder.convBatchNorm({ conv: 'conv1', batchNorm: 'conv1_bn' }, 'input', {
    filters: 32,
    kernel: 3,
    strides: 2,
    padding: 'same',
    biased: false,
    epsilon,
    momentum,
  });
  let features = builder.relu6('conv1_relu', stem);
  for (const [index, { filters, strides }] of blocks.entries()) {
    builder.beginBlock(`block_${index + 1}`);
    const depthwise = `conv_dw_${index + 1}`;
    const pointwise = `conv_pw_${index + 1}`;
    const spatial = builder.depthwiseConvBatchNorm(
      { conv: depthwise, batchNorm: `${depthwise}_bn` },
      features,
      { kernel: 3, strides, padding: strides === 1 ? 'same' : afterOnly, epsilon, momentum },
    );
    const mixed = builder.convBatchNorm(
      { conv: pointwise, batchNorm: `${pointwise}_bn` },
      builder.relu6(`${depthwise}_relu`, spatial),
      { filters, kernel: 1, padding: 'same', biased: false, epsilon, momentum },
    );
    features = builder.relu6(`${pointwise}_relu`, mixed);
  }
  return builder.build(features);
}
