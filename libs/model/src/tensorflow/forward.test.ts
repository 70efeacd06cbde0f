import { tf, type Tf } from '@crossfold/graph/tensorflow';
import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { NetworkBuilder } from '../network/network-builder.js';
import { initialiseParameters } from '../weights/initialise.js';
import { forward } from './forward.js';
import { hostLookup } from './run-network.js';

const channels = 6;

function training(step: number) {
  return { randomKey: tf.tensor1d([5, step], 'int32'), onMoments: () => undefined };
}

describe('stochastic depth', () => {
  const builder = new NetworkBuilder('drop', [2, 2, channels]);
  const network = builder.build(builder.dropout('drop', 'input', 0.25, 'image'));
  const lookup = hostLookup(new Map());
  const run = (step: number | null) =>
    tf.tidy(() => {
      const x = tf.ones([4000, 2, 2, channels]);
      return forward(network, lookup, x, step === null ? null : training(step)).arraySync();
    }) as number[][][][];

  it('keeps or drops whole images, and scales what stays', () => {
    const images = run(1).map((image) => [...new Set(image.flat(2))]);
    for (const values of images) {
      expect(values).toHaveLength(1);
      expect([0, Math.fround(4 / 3)]).toContainEqual(Math.fround(values[0] as number));
    }
    const dropped = images.filter(([value]) => value === 0).length;
    expect(Math.abs(dropped / 4000 - 0.25)).toBeLessThan(0.03);
  });

  it('depends on the key alone, and does nothing in inference', () => {
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    expect(
      run(null)
        .flat(3)
        .every((value) => value === 1),
    ).toBe(true);
  });
});

describe('gradients of the kinds of node', () => {
  const kinds: Record<string, (builder: NetworkBuilder) => string> = {
    relu6: (builder) => builder.activation('y', 'input', 'relu6'),
    swish: (builder) => builder.activation('y', 'input', 'swish'),
    sigmoid: (builder) => builder.activation('y', 'input', 'sigmoid'),
    gelu: (builder) => builder.activation('y', 'input', 'gelu'),
    'layer norm': (builder) => builder.layerNorm('y', 'input', 1e-3),
    'depthwise convolution': (builder) =>
      builder.groupedDepthwiseConv('y', 'input', { kernel: 3, strides: 2, padding: 'same' }),
    'dense on a map': (builder) => builder.dense('y', 'input', 4),
    'channel factors': (builder) => {
      const means = builder.asMap('map', builder.globalAveragePool('mean', 'input'));
      return builder.multiply('y', 'input', builder.activation('gate', means, 'sigmoid'));
    },
    'layer scale': (builder) => builder.scale('y', 'input', 0.5),
    'input normalisation': (builder) => {
      const initial = { mean: [1, 2, 3, 4, 5, 6], variance: [1, 2, 3, 4, 5, 6] };
      return builder.rescale('y', builder.normaliseInput('n', 'input', initial), [2], [-1]);
    },
  };

  it.each(Object.entries(kinds))('%s: as finite differences say', (_, add) => {
    const builder = new NetworkBuilder('one', [5, 5, channels]);
    const network = builder.build(add(builder));
    const head = new NetworkBuilder('none', [channels]).build('input');
    const parameters = initialiseParameters(
      { backbone: network, head, imageSizePx: 5, preprocessing: 'none' },
      1,
    );
    const stream = randomStream('gradients');
    const normal = (length: number) =>
      Float32Array.from({ length }, () => 4 * stream.uniform() - 2);
    const x = normal(2 * 5 * 5 * channels);
    const shape = [2, 5, 5, channels];
    // A weighted sum of the output: a plain one is constant for a normalisation.
    const outputs = 2 * network.outputShape.reduce((product, side) => product * side, 1);
    const weights = normal(outputs);
    const value = (input: Tf.Tensor) => {
      const y = forward(network, hostLookup(parameters), input, null);
      return tf.sum(tf.mul(y, tf.tensor(weights, y.shape))) as Tf.Scalar;
    };
    const at = (values: Float32Array) =>
      tf.tidy(() => value(tf.tensor(values, shape)).dataSync()[0]) as unknown as number;
    const gradient = tf.tidy(() =>
      tf.grad(value)(tf.tensor(x, shape)).dataSync(),
    ) as unknown as Float32Array;
    const step = 1e-2;
    const moved = (sign: number) => x.map((v, i) => v + sign * step * Math.sign(gradient[i] ?? 0));
    const slope = (at(moved(1)) - at(moved(-1))) / (2 * step);
    const predicted = gradient.reduce((sum, g) => sum + Math.abs(g), 0);
    expect(predicted).toBeGreaterThan(0);
    expect(Math.abs(slope / predicted - 1)).toBeLessThan(0.01);
  });
});
