import { NetworkBuilder } from '../network/network-builder.js';
import type { Network } from '../network/network.js';
import type { Architecture, BackboneOptions } from './architecture.js';

/** 3×3 convolutions of each block, which ends in a pooling by two. */
const blocks = [
  { filters: 64, convolutions: 2 },
  { filters: 128, convolutions: 2 },
  { filters: 256, convolutions: 3 },
  { filters: 512, convolutions: 3 },
  { filters: 512, convolutions: 3 },
] as const;

/** VGG16 as Keras applications builds it: no batch normalisation, a bias in every convolution. */
export const vgg16 = {
  title: 'VGG16',
  reference: 'Simonyan and Zisserman 2015, Very Deep Convolutional Networks',
  weightsLicence: 'CC BY 4.0',
  publishedAt: 'https://storage.googleapis.com/tensorflow/keras-applications/vgg16/',
  publishedFiles: [
    {
      name: 'vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5',
      checksum: ['md5', '6d6bbae143d832006294945121d1f1fc'],
    },
    {
      name: 'vgg16_weights_tf_dim_ordering_tf_kernels.h5',
      checksum: ['md5', '64373286793e3c8b2b4e3219cbf3544b'],
    },
  ],
  flavour: 'keras',
  preprocessing: 'caffe',
  imageSizePx: 224,
  minImageSizePx: 32,
  parameters: 14_714_688,
  featureLayer: 'block5_conv3',
  build: buildVgg16,
} as const satisfies Architecture;

function buildVgg16({ imageSizePx }: BackboneOptions): Network {
  const builder = new NetworkBuilder('vgg16', [imageSizePx, imageSizePx, 3]);
  let features = 'input';
  for (const [index, { filters, convolutions }] of blocks.entries()) {
    const block = `block${index + 1}`;
    builder.beginBlock(block);
    for (let conv = 1; conv <= convolutions; conv++) {
      const options = { filters, kernel: 3, padding: 'same' } as const;
      features = builder.convActivation(`${block}_conv${conv}`, features, options, 'relu');
    }
    features = builder.maxPool(`${block}_pool`, features, {
      size: 2,
      strides: 2,
      padding: 'valid',
    });
  }
  return builder.build(features);
}
