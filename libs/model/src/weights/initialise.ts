import type { HostTensor, TensorMap } from '@crossfold/graph';
import { randomStream } from '@crossfold/random';
import type { Classifier } from '../classifier.js';
import { parameterSize, type Parameter } from '../network/network.js';

/**
 * First values of all parameters of a classifier, as Keras's layers have them by default: Glorot
 * uniform for kernels, one for scales and variances, zero for the rest; where the architecture states
 * another value, that. Each parameter has its own stream, keyed by the seed and its name: variants
 * with the same seed share the values of what they have in common.
 */
export function initialiseParameters(classifier: Classifier, seed: number): TensorMap {
  const parameters = [...classifier.backbone.parameters, ...classifier.head.parameters];
  return new Map(parameters.map((parameter) => [parameter.name, initialValue(parameter, seed)]));
}

function initialValue(parameter: Parameter, seed: number): HostTensor {
  const data = new Float32Array(parameterSize(parameter));
  const { initial } = parameter;
  if (initial !== undefined) {
    return { shape: parameter.shape, data: data.map((_, i) => firstOf(initial, i)) };
  }
  if (parameter.role === 'gamma' || parameter.role === 'movingVariance') data.fill(1);
  if (parameter.role === 'kernel') {
    const stream = randomStream(seed, 'initialise', parameter.name);
    const limit = glorotLimit(parameter.shape);
    for (let i = 0; i < data.length; i++) data[i] = (2 * stream.uniform() - 1) * limit;
  }
  return { shape: parameter.shape, data };
}

function firstOf(initial: number | readonly number[], index: number): number {
  return typeof initial === 'number' ? initial : (initial[index] as number);
}

/** Glorot and Bengio 2010: sqrt(6 / (fan in + fan out)), fans counted over the receptive field. */
function glorotLimit(shape: readonly number[]): number {
  const [outputs = 1, inputs = 1] = shape.toReversed();
  const field = shape.slice(0, -2).reduce((product, length) => product * length, 1);
  return Math.sqrt(6 / (field * (inputs + outputs)));
}
