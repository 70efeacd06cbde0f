import type { HostTensor } from '@crossfold/graph';
import type { Parameter } from '@crossfold/model';
import { randomStream } from '@crossfold/random';

/** As in a trained network: nothing is at its first value, and branches end small. */
export function randomTensor({ name, shape, role }: Parameter): HostTensor {
  const stream = randomStream('export', name);
  const count = shape.reduce((product, length) => product * length, 1);
  const fan = shape.length === 1 ? 1 : count / Math.max(...shape.slice(-2));
  const isBranchEnd = /(_3|project)_bn\/|_layer_scale\/|bn3\//.test(name);
  const draw = {
    kernel: () => stream.normal() * Math.sqrt(2 / fan),
    gamma: () => (isBranchEnd ? 0.05 + 0.15 * stream.uniform() : 0.5 + 0.5 * stream.uniform()),
    movingVariance: () => 0.5 + stream.uniform(),
    inputStatistic: () => (name.endsWith('/count') ? 5 : 0.2 + 0.3 * stream.uniform()),
    bias: () => 0.1 * stream.normal(),
    absorbedBias: () => 0.1 * stream.normal(),
    beta: () => 0.1 * stream.normal(),
    movingMean: () => 0.1 * stream.normal(),
  } as const satisfies Record<Parameter['role'], () => number>;
  return { shape, data: Float32Array.from({ length: count }, draw[role]) };
}
