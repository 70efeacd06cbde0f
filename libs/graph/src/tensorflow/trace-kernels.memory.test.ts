import { expect, it } from 'vitest';
import { GraphBuilder } from '../graph-builder.js';
import { tf, type Tf } from './backend.js';
import { traceKernels } from './trace-kernels.js';

it('keeps no results: tracing needs the memory of single kernels, and leaves no tensors', () => {
  const mebibytes = () => process.memoryUsage().rss / 2 ** 20;
  const before = tf.memory().numTensors;
  const graph = new GraphBuilder('g');
  tf.tidy(() => {
    const results: Tf.Tensor[] = [];
    const start = mebibytes();
    traceKernels(graph, ({ standFor }) => {
      const x = standFor('x', 'float32', [2 ** 22]); // 16 MiB
      for (let i = 0; i < 40; i++) results.push(tf.add(results.at(-1) ?? x, 1));
    });
    expect(mebibytes() - start).toBeLessThan(40 * 16 * 0.5);
    expect(results.at(-1)?.shape).toEqual([2 ** 22]);
  });
  expect(tf.memory().numTensors).toBe(before);
});
