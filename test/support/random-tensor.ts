import type { HostTensor } from '@crossfold/graph';
import type { Parameter } from '@crossfold/model';
import { randomStream } from '@crossfold/random';

/** As in a trained network: nothing is at its first value, and branches end small. */
export function randomTensor({ name, shape, role }: Parameter): HostTensor {
  const stream = randomStream('export', name);
  const data = new Float32Array(shape.reduce((product, length) => product * length, 1));
  const fan = shape.length === 1 ? 1 : data.length / Math.max(...shape.slice(-2));
  const isBranchEnd = /(_3|project)_bn\/|_layer_scale\/|bn3\//.test(name);
  // Networks have tens of millions of them: uniform numbers of the same spread take a tenth.
  const limit = Math.sqrt(6 / fan);
  const draw = {
    kernel: () => (2 * stream.uniform() - 1) * limit,
    gamma: () => (isBranchEnd ? 0.05 + 0.15 * stream.uniform() : 0.5 + 0.5 * stream.uniform()),
    movingVariance: () => 0.5 + stream.uniform(),
    inputStatistic: () => (name.endsWith('/count') ? 5 : 0.2 + 0.3 * stream.uniform()),
    bias: () => 0.1 * stream.normal(),
    absorbedBias: () => 0.1 * stream.normal(),
    beta: () => 0.1 * stream.normal(),
    movingMean: () => 0.1 * stream.normal(),
  } as const satisfies Record<Parameter['role'], () => number>;
  const drawOne = draw[role];
  for (let i = 0; i < data.length; i++) data[i] = drawOne();
  return { shape, data };
}
