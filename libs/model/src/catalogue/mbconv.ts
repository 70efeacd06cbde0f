import type { BatchNormOptions, NetworkBuilder } from '../network/network-builder.js';

export interface MbConvOptions extends BatchNormOptions {
  /** Prefix of all names. */
  readonly name: string;
  /** Name of the depthwise convolution, which the two versions of EfficientNet call differently. */
  readonly depthwiseName: string;
  readonly inputFilters: number;
  readonly filters: number;
  readonly expansion: number;
  readonly kernel: number;
  readonly strides: number;
  /** Share of the input's channels in the middle of squeeze-and-excitation. */
  readonly squeezeShare: number;
  /** Share of the images that skip the block in training. */
  readonly dropRate: number;
}

/**
 * Inverted residual block with squeeze-and-excitation (Tan and Le 2019): 1×1 expansion, depthwise
 * convolution, a factor for each channel, 1×1 projection, and the input added where shapes allow.
 */
export function mbConvBlock(
  builder: NetworkBuilder,
  input: string,
  options: MbConvOptions,
): string {
  const { name, inputFilters, filters, expansion, kernel, strides, epsilon, momentum } = options;
  builder.beginBlock(name);
  const width = inputFilters * expansion;
  const normalisation = { epsilon, momentum };
  const pointwise = (part: 'expand' | 'project', from: string, units: number) =>
    builder.convBatchNorm({ conv: `${name}_${part}_conv`, batchNorm: `${name}_${part}_bn` }, from, {
      filters: units,
      kernel: 1,
      padding: 'same',
      biased: false,
      ...normalisation,
    });
  const expanded =
    expansion === 1
      ? input
      : builder.swish(`${name}_expand_activation`, pointwise('expand', input, width));
  const spatial = builder.depthwiseConvBatchNorm(
    { conv: `${name}_${options.depthwiseName}`, batchNorm: `${name}_bn` },
    expanded,
    { kernel, strides, padding: 'same', ...normalisation },
  );
  const active = builder.swish(`${name}_activation`, spatial);
  const squeezed = Math.max(1, Math.floor(inputFilters * options.squeezeShare));
  const excited = squeezeAndExcite(builder, active, { name, squeezed, width });
  const projected = pointwise('project', excited, filters);
  return strides === 1 && inputFilters === filters
    ? addResidual(builder, { name, input, branch: projected, dropRate: options.dropRate })
    : projected;
}

/** Factors in 0 … 1 for each channel, from the mean of all channels. */
function squeezeAndExcite(
  builder: NetworkBuilder,
  input: string,
  { name, squeezed, width }: { name: string; squeezed: number; width: number },
): string {
  const means = builder.globalAveragePool(`${name}_se_squeeze`, input);
  const map = builder.asMap(`${name}_se_reshape`, means);
  const layer = (filters: number) => ({ filters, kernel: 1, padding: 'same' }) as const;
  const reduced = builder.convActivation(`${name}_se_reduce`, map, layer(squeezed), 'swish');
  const gates = builder.convActivation(`${name}_se_expand`, reduced, layer(width), 'sigmoid');
  return builder.multiply(`${name}_se_excite`, input, gates);
}

export function addResidual(
  builder: NetworkBuilder,
  block: { name: string; input: string; branch: string; dropRate: number },
): string {
  const { name, input, branch, dropRate } = block;
  const kept = dropRate > 0 ? builder.dropout(`${name}_drop`, branch, dropRate, 'image') : branch;
  return builder.add(`${name}_add`, kept, input);
}
