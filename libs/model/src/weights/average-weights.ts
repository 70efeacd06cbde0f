import type { HostTensor, TensorMap } from '@crossfold/graph';

/**
 * The mean of several sets of weights, one more at a time (Izmailov et al. 2018): average +
 * (weights − average) / count.
 *
 * @param average of those before; null before there are any
 * @param count of the sets, these weights among them
 */
export function averageWeights(
  average: TensorMap | null,
  weights: TensorMap,
  count: number,
): TensorMap {
  if (average === null) return weights;
  return new Map(
    [...weights].map(([name, { shape, data }]): [string, HostTensor] => {
      const before = average.get(name)?.data;
      if (!before) throw new Error(`no average of ${name}`);
      return [name, { shape, data: before.map((a, i) => a + ((data[i] as number) - a) / count) }];
    }),
  );
}
