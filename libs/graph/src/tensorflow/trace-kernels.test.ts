import { expect, it } from 'vitest';
import { GraphBuilder } from '../graph-builder.js';
import { tf, type Tf } from './backend.js';
import { graphFunction } from './graph-function.js';
import { traceKernels } from './trace-kernels.js';

/** Runs a function of one float32 vector as a graph. */
function traceAndRun(run: (x: Tf.Tensor1D) => Tf.Tensor, calls: readonly number[][]): number[][] {
  const f = graphFunction(({ x }) => ({ y: run(x) }), {
    signature: { inputs: { x: { dtype: 'float32', shape: [null] } }, results: { y: 'float32' } },
    name: 'f',
  });
  try {
    return calls.map((values) => {
      const x = { shape: [values.length], data: Float32Array.from(values) };
      return [...f.run({ x }).y.data];
    });
  } finally {
    f.dispose();
  }
}

it('repeats a traced function on other values', () => {
  const doubledRest = (x: Tf.Tensor1D) => tf.mul(tf.split(x, [1, 2])[1] as Tf.Tensor, 2);
  const calls = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  expect(traceAndRun(doubledRest, calls)).toEqual([
    [4, 6],
    [10, 12],
  ]);
});

it('keeps uploaded arrays as constants: uniform, negative, boolean and empty ones', () => {
  const run = (x: Tf.Tensor1D) =>
    tf.concat([
      tf.where(tf.tensor1d([true, false], 'bool'), tf.add(x, tf.tensor1d([-1, 0.5])), -0),
      tf.mul(x, tf.ones([2])),
      tf.gather(tf.tensor1d([7, 8, 9]), tf.tensor1d([2, 0], 'int32')),
      tf.tensor1d([]),
    ]);
  expect(traceAndRun(run, [[10, 20]])).toEqual([[9, -0, 10, 20, 9, 7]]);
});

it('refuses large arrays as constants unless they are uniform', () => {
  const large = new Float32Array(300_000).fill(2);
  expect(traceAndRun((x) => tf.mul(x, tf.max(tf.tensor1d(large))), [[3]])).toEqual([[6]]);
  large[0] = 1;
  expect(() => traceAndRun((x) => tf.mul(x, tf.max(tf.tensor1d(large))), [[3]])).toThrow(
    /expected constants of at most 1048576 bytes/,
  );
});

it('runs kernels as before when tracing is over, also after a failure', () => {
  const graph = new GraphBuilder('g');
  expect(() =>
    traceKernels(graph, ({ standFor }) => standFor('x', 'float32', []).dataSync()),
  ).toThrow(/read of the value of x/);
  const nodes = graph.nodes.length;
  expect(tf.add(tf.scalar(3), 1).dataSync()[0]).toBe(4);
  expect(graph.nodes).toHaveLength(nodes);
});
