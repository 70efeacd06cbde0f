import { NetworkBuilder } from '../network/network-builder.js';
import type { Network } from '../network/network.js';
import type { Architecture, BackboneOptions } from './architecture.js';

const widths = [16, 32, 64] as const;

/** A residual network small enough for tests, with every kind of node that ResNet50 has. */
export const tiny = {
  title: 'Tiny residual network (for tests)',
  reference: 'crossfold',
  weightsLicence: 'no published weights',
  publishedAt: null,
  publishedFiles: [],
  flavour: 'keras',
  preprocessing: 'symmetric',
  imageSizePx: 32,
  minImageSizePx: 16,
  parameters: 78_384,
  featureLayer: 'block3_out',
  build: buildTiny,
} as const satisfies Architecture;

function buildTiny({ imageSizePx, batchNormMomentum }: BackboneOptions): Network {
  const builder = new NetworkBuilder('tiny', [imageSizePx, imageSizePx, 3]);
  const momentum = batchNormMomentum ?? 0.9;
  const unit = (name: string, from: string, filters: number, kernel: number, strides: number) =>
    builder.convBatchNorm({ conv: `${name}_conv`, batchNorm: `${name}_bn` }, from, {
      filters,
      kernel,
      strides,
      padding: 'same',
      epsilon: 1e-3,
      momentum,
      biased: false,
    });
  let features = builder.relu('stem_relu', unit('stem', 'input', widths[0], 3, 1));
  features = builder.maxPool('stem_pool', features, { size: 2, strides: 2, padding: 'same' });
  for (const [index, width] of widths.entries()) {
    const block = `block${index + 1}`;
    builder.beginBlock(block);
    const shortcut = unit(`${block}_0`, features, width, 1, 2);
    const reduced = builder.relu(`${block}_1_relu`, unit(`${block}_1`, features, width, 3, 2));
    const expanded = unit(`${block}_2`, reduced, width, 3, 1);
    features = builder.relu(`${block}_out`, builder.add(`${block}_add`, shortcut, expanded));
  }
  return builder.build(features);
}
