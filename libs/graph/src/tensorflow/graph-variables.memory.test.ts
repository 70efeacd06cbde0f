import { expect, it } from 'vitest';
import { tf } from './backend.js';
import { graphFunction } from './graph-function.js';
import { GraphVariables } from './graph-variables.js';

it('frees the values of variables that are disposed of', () => {
  const mebibytes = () => process.memoryUsage().rss / 2 ** 20;
  const size = 2 ** 24; // 64 MiB
  const before = mebibytes();
  for (let i = 0; i < 12; i++) {
    const variables = new GraphVariables(
      new Map([['w', { shape: [size], data: new Float32Array(size).fill(i) }]]),
    );
    const f = graphFunction((_, { variable }) => ({ sum: tf.sum(variable('w')) }), {
      variables,
      signature: { inputs: {}, results: { sum: 'float32' } },
      name: 'f',
    });
    f.run({});
    variables.dispose();
  }
  expect(mebibytes() - before).toBeLessThan(6 * 64);
});
