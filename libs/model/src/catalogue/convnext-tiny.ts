import { NetworkBuilder } from '../network/network-builder.js';
import type { Network } from '../network/network.js';
import type { Architecture, BackboneOptions } from './architecture.js';
import { imagenetDeviation, imagenetMean } from './imagenet.js';

const stages = [
  { filters: 96, blocks: 3 },
  { filters: 192, blocks: 3 },
  { filters: 384, blocks: 9 },
  { filters: 768, blocks: 3 },
] as const;

const epsilon = 1e-6;
const firstLayerScale = 1e-6;
const prefix = 'convnext_tiny';

/**
 * ConvNeXt-Tiny as Keras applications builds it: no stochastic depth, layer normalisation after the
 * last block. It has no batch normalisation.
 */
export const convnextTiny = {
  title: 'ConvNeXt-Tiny',
  reference: 'Liu et al. 2022, A ConvNet for the 2020s',
  weightsLicence: 'MIT',
  publishedAt: 'https://storage.googleapis.com/tensorflow/keras-applications/convnext/',
  publishedFiles: [
    {
      name: 'convnext_tiny_notop.h5',
      checksum: ['sha256', 'd547c096cabd03329d7be5562c5e14798aa39ed24b474157cef5e85ab9e49ef1'],
    },
    {
      name: 'convnext_tiny.h5',
      checksum: ['sha256', '8ae6e78ce2933352b1ef4008e6dd2f17bc40771563877d156bc6426c7cf503ff'],
    },
  ],
  flavour: 'keras',
  preprocessing: 'none',
  imageSizePx: 224,
  minImageSizePx: 32,
  parameters: 27_820_128,
  featureLayer: `${prefix}_stage_3_block_2`,
  kerasSequentials: [
    [`${prefix}_stem_conv`, `${prefix}_stem_layernorm`],
    ...[0, 1, 2].map((index) => [
      `${prefix}_downsampling_layernorm_${index}`,
      `${prefix}_downsampling_conv_${index}`,
    ]),
  ],
  build: buildConvnextTiny,
} as const satisfies Architecture;

function buildConvnextTiny({ imageSizePx }: BackboneOptions): Network {
  const builder = new NetworkBuilder('convnext-tiny', [imageSizePx, imageSizePx, 3]);
  let features = builder.rescale(
    `${prefix}_prestem_normalization`,
    'input',
    imagenetDeviation.map((deviation) => 1 / (255 * deviation)),
    imagenetDeviation.map((deviation, channel) => -(imagenetMean[channel] as number) / deviation),
  );
  for (const [stage, { filters, blocks }] of stages.entries()) {
    if (stage === 0) features = stem(builder, features, filters);
    for (let block = 0; block < blocks; block++) {
      builder.beginBlock(`stage_${stage}_block_${block}`);
      // As in timm, what makes the map smaller belongs to the first block that sees it so.
      if (stage > 0 && block === 0) {
        features = downsample(builder, features, { index: stage - 1, filters });
      }
      features = residualBlock(
        builder,
        features,
        `${prefix}_stage_${stage}_block_${block}`,
        filters,
      );
    }
  }
  return builder.build(builder.layerNorm('layer_normalization', features, epsilon));
}

function stem(builder: NetworkBuilder, input: string, filters: number): string {
  const patches = builder.conv(`${prefix}_stem_conv`, input, { filters, kernel: 4, strides: 4 });
  return builder.layerNorm(`${prefix}_stem_layernorm`, patches, epsilon);
}

function downsample(
  builder: NetworkBuilder,
  input: string,
  { index, filters }: { index: number; filters: number },
): string {
  const normal = builder.layerNorm(`${prefix}_downsampling_layernorm_${index}`, input, epsilon);
  const options = { filters, kernel: 2, strides: 2 };
  return builder.conv(`${prefix}_downsampling_conv_${index}`, normal, options);
}

/** Depthwise 7×7, then two dense layers at each position, scaled and added to the input. */
function residualBlock(
  builder: NetworkBuilder,
  input: string,
  name: string,
  filters: number,
): string {
  const spatial = builder.groupedDepthwiseConv(`${name}_depthwise_conv`, input, {
    kernel: 7,
    padding: 'same',
  });
  const normal = builder.layerNorm(`${name}_layernorm`, spatial, epsilon);
  const expanded = builder.dense(`${name}_pointwise_conv_1`, normal, 4 * filters);
  const active = builder.activation(`${name}_gelu`, expanded, 'gelu');
  const projected = builder.dense(`${name}_pointwise_conv_2`, active, filters);
  const scaled = builder.scale(`${name}_layer_scale`, projected, firstLayerScale);
  return builder.add(name, input, scaled);
}
