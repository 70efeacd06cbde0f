import { expect, it } from 'vitest';
import { GraphBuilder } from '../graph-builder.js';
import type { NodeOutput } from '../graph.js';
import { tf, type Tf } from './backend.js';
import { CompiledFunctions } from './compiled-functions.js';
import type { Feeds } from './native-session.js';
import { record } from './recorder.js';

/** Runs a function of one float32 vector as a graph over no variables but one that is not used. */
function compileAndRun(run: (x: Tf.Tensor1D) => Tf.Tensor, calls: readonly number[][]): number[][] {
  const functions = new CompiledFunctions(
    new Map([['unused', { shape: [1], data: Float32Array.of(1) }]]),
  );
  const results = calls.map((values) => {
    const data = Float32Array.from(values);
    const feeds: Feeds = new Map([['x', { dtype: 'float32', shape: [data.length], data }]]);
    const result = functions.run('f', feeds, ({ graph, inputs }) =>
      tf.tidy(() => {
        const x = tf.tensor1d(data);
        return record(graph, [[x, inputs.get('x') as NodeOutput]], (outputOf) => outputOf(run(x)));
      }),
    );
    return [...result];
  });
  functions.dispose();
  return results;
}

it('repeats a recorded function on other values', () => {
  const doubledRest = (x: Tf.Tensor1D) => tf.mul(tf.split(x, [1, 2])[1] as Tf.Tensor, 2);
  const calls = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  expect(compileAndRun(doubledRest, calls)).toEqual([
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
  expect(compileAndRun(run, [[10, 20]])).toEqual([[9, -0, 10, 20, 9, 7]]);
});

it('refuses a function that reads a value which depends on its inputs', () => {
  const branch = (x: Tf.Tensor1D) =>
    (tf.sum(x).dataSync()[0] as number) > 0 ? tf.neg(x) : tf.square(x);
  expect(() => compileAndRun(branch, [[1]])).toThrow(
    /expected only tensor operations in a recorded function, got a read of the value of f\/n\d+/,
  );
  expect(() => compileAndRun((x) => tf.scalar(x.arraySync()[0] as number), [[1]])).toThrow(
    /got a read of the value of f\/x/,
  );
});

it('refuses large arrays as constants unless they are uniform', () => {
  const large = new Float32Array(300_000).fill(2);
  expect(compileAndRun((x) => tf.mul(x, tf.max(tf.tensor1d(large))), [[3]])).toEqual([[6]]);
  large[0] = 1;
  expect(() => compileAndRun((x) => tf.mul(x, tf.max(tf.tensor1d(large))), [[3]])).toThrow(
    /expected constants of at most 1048576 bytes/,
  );
});

it('runs kernels as before when recording is over, also after a failure', () => {
  const graph = new GraphBuilder('g');
  const x = tf.scalar(3);
  expect(() => record(graph, [[x, 'x']], () => x.dataSync())).toThrow(/read of the value/);
  const nodes = graph.nodes.length;
  expect(tf.add(x, 1).dataSync()[0]).toBe(4);
  expect(graph.nodes).toHaveLength(nodes);
});

it('keeps no results: recording needs the memory of single kernels, and leaves no tensors', () => {
  const mebibytes = () => process.memoryUsage().rss / 2 ** 20;
  const before = tf.memory().numTensors;
  const graph = new GraphBuilder('g');
  tf.tidy(() => {
    const x = tf.zeros([2 ** 22]); // 16 MiB
    const results: Tf.Tensor[] = [];
    const start = mebibytes();
    record(graph, [[x, 'x']], () => {
      for (let i = 0; i < 40; i++) results.push(tf.add(results.at(-1) ?? x, 1));
    });
    expect(mebibytes() - start).toBeLessThan(40 * 16 * 0.5);
    expect(results.at(-1)?.shape).toEqual([2 ** 22]);
  });
  expect(tf.memory().numTensors).toBe(before);
});
