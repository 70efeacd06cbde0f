import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TensorMap } from '../tensor-map.js';
import { tf, type Tf } from './backend.js';
import { graphFunction } from './graph-function.js';
import { GraphVariables } from './graph-variables.js';

function float(shape: readonly number[], ...values: number[]) {
  return { shape, data: Float32Array.from(values) };
}

function weights(...values: number[]): TensorMap {
  return new Map([['w', float([values.length], ...values)]]);
}

const vector = { inputs: { x: { dtype: 'float32', shape: [null] } } } as const;

describe('graphFunction', () => {
  it('gives several results of several types and shapes', () => {
    const f = graphFunction(
      ({ x, n, on }) => ({
        sum: tf.sum(x),
        places: tf.argMax(x, 1),
        isLarge: tf.logicalAnd(tf.greater(x, tf.cast(n, 'float32')), on),
      }),
      {
        signature: {
          inputs: {
            x: { dtype: 'float32', shape: [null, 2] },
            n: { dtype: 'int32', shape: [] },
            on: { dtype: 'bool', shape: [2] },
          },
          results: { sum: 'float32', places: 'int32', isLarge: 'bool' },
        },
        name: 'several results',
      },
    );
    const found = f.run({
      x: float([2, 2], 1, 5, 7, 2),
      n: { shape: [], data: Int32Array.of(1) },
      on: { shape: [2], data: Uint8Array.of(1, 0) },
    });
    expect(found).toEqual({
      sum: { dtype: 'float32', shape: [], data: Float32Array.of(15) },
      places: { dtype: 'int32', shape: [2], data: Int32Array.of(1, 0) },
      isLarge: { dtype: 'bool', shape: [2, 2], data: Uint8Array.of(0, 0, 1, 0) },
    });
    f.dispose();
  });

  it('takes bytes, which are whole numbers inside', () => {
    const f = graphFunction(({ x }) => ({ doubled: tf.mul(x, tf.scalar(2, 'int32')) }), {
      signature: {
        inputs: { x: { dtype: 'uint8', shape: [null] } },
        results: { doubled: 'int32' },
      },
    });
    const { doubled } = f.run({ x: { shape: [2], data: Uint8Array.of(200, 255) } });
    expect(doubled.data).toEqual(Int32Array.of(400, 510));
    f.dispose();
  });

  it('is traced once for each shape and type of its inputs', () => {
    const run = vi.fn((inputs: Readonly<Record<string, Tf.Tensor>>) => ({
      y: tf.cast(tf.add(inputs['x'] as Tf.Tensor, 1), 'float32'),
    }));
    const f = graphFunction(run, { signature: { results: { y: 'float32' } }, name: 'f' });
    const feeds = [
      float([2], 1, 2),
      float([2], 3, 4),
      float([1, 2], 5, 6),
      { shape: [2], data: Int32Array.of(7, 8) },
      float([2], 9, 10),
      { shape: [2], data: Int32Array.of(11, 12) },
    ];
    const found = feeds.map((x) => f.run({ x }).y);
    expect(found.map(({ data }) => [...data])).toEqual(
      feeds.map(({ data }) => Array.from(data, (value) => value + 1)),
    );
    expect(found[2]?.shape).toEqual([1, 2]);
    expect(run).toHaveBeenCalledTimes(3);
    f.dispose();
  });

  it('keeps apart inputs that are left out and those that are there', () => {
    const f = graphFunction(
      ({ x, y }: Readonly<Record<string, Tf.Tensor>>) => ({
        sum: y ? tf.add(x as Tf.Tensor, y) : (x as Tf.Tensor),
      }),
      { signature: { results: { sum: 'float32' } }, name: 'f' },
    );
    const [x, y] = [float([1], 2), float([1], 3)];
    const sums = [f.run({ x }), f.run({ x, y }), f.run({ y, x })];
    expect(sums.map(({ sum }) => sum.data[0])).toEqual([2, 5, 5]);
    f.dispose();
  });

  it('loads what is prepared before the first run at once', () => {
    const f = graphFunction(({ x }) => ({ y: tf.neg(x) }), {
      signature: { ...vector, results: { y: 'float32' } },
    });
    f.prepare({ x: { shape: [1] } });
    f.prepare({ x: { shape: [2] } });
    f.run({ x: float([1], 3) });
    // From now on no graph can be loaded: each passes through a file there.
    vi.stubEnv('TMPDIR', path.join(tmpdir(), 'no', 'such', 'folder'));
    expect([...f.run({ x: float([2], 1, 2) }).y.data]).toEqual([-1, -2]);
    expect(() => f.run({ x: float([3], 1, 2, 3) })).toThrow(/ENOENT/);
    vi.unstubAllEnvs();
    f.dispose();
  });

  it('refuses inputs against the signature by name', () => {
    const f = graphFunction(({ x }) => ({ y: x }), {
      signature: {
        inputs: { x: { dtype: 'float32', shape: [null, 2] } },
        results: { y: 'float32' },
      },
      name: 'f',
    });
    const run = f.run as (feeds: object) => unknown;
    const refusals: [object, string][] = [
      [{}, 'expected inputs [x] for f, got []'],
      [{ x: float([0, 2]), y: float([0]) }, 'expected inputs [x] for f, got [x, y]'],
      [{ x: float([2], 1, 2) }, 'expected float32 [?, 2] for input x of f, got float32 [2]'],
      [{ x: float([1, 3], 1, 2, 3) }, 'expected float32 [?, 2] for input x of f'],
      [{ x: { ...float([1, 2], 1, 2), dtype: 'int32' } }, 'for input x of f, got int32 [1, 2]'],
      [
        { x: { shape: [1, 2], data: Int32Array.of(1, 2) } },
        'expected 2 values in a Float32Array for input x of f, got 2 in a Int32Array',
      ],
      [{ x: float([2, 2], 1) }, 'expected 4 values in a Float32Array for input x of f, got 1'],
    ];
    for (const [feeds, message] of refusals) expect(() => run(feeds)).toThrow(message);
    f.dispose();
  });

  it('refuses a read of a value by name, with what to do', () => {
    const branch = graphFunction(
      ({ x }) => ({ y: (tf.sum(x).dataSync()[0] as number) > 0 ? tf.neg(x) : x }),
      { signature: { ...vector, results: { y: 'float32' } }, name: 'branch' },
    );
    expect(() => branch.run({ x: float([1], 1) })).toThrow(
      expect.objectContaining({
        code: 'NOT_TRACEABLE',
        message: expect.stringMatching(/got a read of the value of branch\.1\/n\d+$/) as string,
        remedy: expect.stringContaining('tf.where') as string,
      }),
    );
    const variables = new GraphVariables(weights(1));
    const read = graphFunction(
      (_, { variable }) => ({ y: tf.scalar(variable('w').arraySync() as never) }),
      { variables, signature: { inputs: {}, results: { y: 'float32' } }, name: 'read' },
    );
    expect(() => read.run({})).toThrow('got a read of the value of variables/v0.value');
    branch.dispose();
    variables.dispose();
  });

  it('refuses promises, results of other types, state of its own and other graphs', () => {
    const other = tf.variable(tf.scalar(1), true, 'other');
    const inner = graphFunction(() => ({ y: tf.scalar(1) }), {
      signature: { inputs: {}, results: { y: 'float32' } },
    });
    const refused: [() => unknown, string][] = [
      [() => Promise.resolve({ y: tf.scalar(1) }), 'for result y of f.1, got undefined'],
      [() => ({ y: tf.scalar(1, 'int32') }), 'float32 for result y of f.1, got int32'],
      [() => ({ y: tf.variable(tf.scalar(1), true, 'own') }), 'got the making of tf.variable own'],
      [() => ({ y: other.assign(tf.scalar(2)) }), 'got an assignment to tf.variable other'],
      [() => ({ y: inner.run({}).y }), 'got a run of another graph'],
      [() => ({ y: tf.tensor(['text']) }), 'expected tensors of float32, int32 or bool'],
    ];
    const before = Object.keys(tf.engine().registeredVariables);
    for (const [fn, message] of refused) {
      const f = graphFunction(fn as () => { y: Tf.Tensor }, {
        signature: { inputs: {}, results: { y: 'float32' } },
        name: 'f',
      });
      expect(() => f.run({})).toThrow(message);
      f.dispose();
    }
    expect(Object.keys(tf.engine().registeredVariables)).toEqual(before);
    other.dispose();
    inner.dispose();
  });
});

describe('variables', () => {
  function countUp(variables: GraphVariables) {
    return graphFunction(
      ({ by }, { variable }) => {
        const w = variable('w');
        const before = tf.sum(w);
        w.assign(tf.add(w, by));
        return { before, after: tf.sum(w) };
      },
      {
        variables,
        signature: {
          inputs: { by: { dtype: 'float32', shape: [null] } },
          results: { before: 'float32', after: 'float32' },
        },
        name: 'countUp',
      },
    );
  }

  it('are read as they were before the run, assigned, loaded and stored', () => {
    const variables = new GraphVariables(new Map([...weights(1, 2), ['b', float([1], 9)]]));
    const f = countUp(variables);
    const run = (...by: number[]) => {
      const { before, after } = f.run({ by: float([by.length], ...by) });
      return [before.data[0], after.data[0]];
    };
    expect(variables.load().get('w')?.data).toEqual(Float32Array.of(1, 2));
    expect(run(10, 20)).toEqual([3, 33]);
    expect(variables.load().get('w')?.data).toEqual(Float32Array.of(11, 22));
    // Another shape is another trace in another session: the values move.
    expect(run(1)).toEqual([33, 35]);
    expect(run(0, 0)).toEqual([35, 35]);
    variables.store(weights(5, 5));
    expect(run(0, 0)).toEqual([10, 10]);
    expect([...variables.load((name) => name === 'b')]).toEqual([['b', float([1], 9)]]);
    expect(() => variables.store(weights(1, 2, 3))).toThrow('expected [2] for variable w, got [3]');
    expect(() => variables.store(new Map([['v', float([1], 1)]]))).toThrow(
      'expected one of the variables [w, b], got v',
    );
    variables.dispose();
  });

  it('keep what is assigned, also what was fed, when the memory of the feed changes', () => {
    const variables = new GraphVariables(weights(0, 0));
    const set = graphFunction(
      ({ x }, { variable }) => {
        variable('w').assign(tf.reshape(x, [2]));
        return {};
      },
      {
        variables,
        signature: { inputs: { x: { dtype: 'float32', shape: [2, 1] } }, results: {} },
        name: 'set',
      },
    );
    const x = float([2, 1], 3, 4);
    expect(set.run({ x })).toEqual({});
    x.data.fill(-1);
    expect(variables.load().get('w')?.data).toEqual(Float32Array.of(3, 4));
    variables.dispose();
  });

  it('are trained by an optimiser of TensorFlow.js that has no state of its own', () => {
    const variables = new GraphVariables(weights(4));
    const sgd = tf.train.sgd(0.25);
    const step = graphFunction(
      (_, { variable }) => {
        const w = variable('w');
        return { loss: sgd.minimize(() => tf.sum(tf.square(w)), true, [w]) as Tf.Scalar };
      },
      { variables, signature: { inputs: {}, results: { loss: 'float32' } }, name: 'step' },
    );
    expect([0, 1, 2].map(() => step.run({}).loss.data[0])).toEqual([16, 4, 1]);
    expect(variables.load().get('w')?.data).toEqual(Float32Array.of(0.5));
    variables.dispose();
  });

  it('refuse an optimiser whose state would not be kept', () => {
    const variables = new GraphVariables(weights(4));
    const adam = tf.train.adam(0.25);
    const step = graphFunction(
      (_, { variable }) => {
        const w = variable('w');
        return { loss: adam.minimize(() => tf.sum(tf.square(w)), true, [w]) as Tf.Scalar };
      },
      { variables, signature: { inputs: {}, results: { loss: 'float32' } }, name: 'step' },
    );
    expect(() => step.run({})).toThrow(/expected no state but the variables of a traced function/);
    variables.dispose();
  });

  it('are shared by functions, each with a name of its own', () => {
    const variables = new GraphVariables(weights(1, 1));
    const up = countUp(variables);
    const double = graphFunction((_, { variable }) => ({ w: tf.mul(variable('w'), 2) }), {
      variables,
      signature: { inputs: {}, results: { w: 'float32' } },
      name: 'double',
    });
    up.run({ by: float([2], 1, 2) });
    expect(double.run({}).w.data).toEqual(Float32Array.of(4, 6));
    expect(() => countUp(variables)).toThrow('expected functions of different names, got countUp');
    up.dispose();
    up.dispose();
    expect(countUp(variables).run({ by: float([1], 1) }).before.data).toEqual(Float32Array.of(5));
    variables.dispose();
  });

  it('larger than one upload come and go whole', () => {
    const size = 20 * 2 ** 20; // 80 MiB each
    const large = (seed: number) => ({
      shape: [size],
      data: Float32Array.from({ length: size }, (_, i) => (i * seed) % 251),
    });
    const tensors = new Map([
      ['one', large(3)],
      ['two', large(5)],
    ]);
    const variables = new GraphVariables(tensors);
    const f = graphFunction(
      (_, { variable }) => ({ sum: tf.sum(tf.sub(variable('one'), variable('two'))) }),
      { variables, signature: { inputs: {}, results: { sum: 'float32' } }, name: 'f' },
    );
    f.run({});
    for (const [name, { data }] of variables.load()) {
      expect(Buffer.compare(bytesOf(data), bytesOf(tensors.get(name)?.data)), name).toBe(0);
    }
    variables.dispose();
  });
});

function bytesOf(data: Float32Array | undefined): Buffer {
  return Buffer.from(data?.buffer ?? new ArrayBuffer(0));
}

describe('dispose', () => {
  it('refuses what comes after', () => {
    const variables = new GraphVariables(weights(1));
    const f = graphFunction((_, { variable }) => ({ sum: tf.sum(variable('w')) }), {
      variables,
      signature: { inputs: {}, results: { sum: 'float32' } },
      name: 'f',
    });
    f.run({});
    variables.dispose();
    variables.dispose();
    expect(() => f.run({})).toThrow('expected variables that are in use, got disposed ones');
    expect(() => variables.load()).toThrow('got disposed ones');
    expect(() => variables.store(new Map())).toThrow('got disposed ones');
  });

  it('leaves no tensors and no files', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'graph-function-'));
    vi.stubEnv('TMPDIR', folder);
    const before = tf.memory().numTensors;
    const f = graphFunction(({ x }) => ({ y: tf.mul(tf.add(x, 1), 2) }), {
      signature: { ...vector, results: { y: 'float32' } },
      name: 'f',
    });
    for (let i = 0; i < 3; i++) f.run({ x: float([1 + i], ...Array<number>(1 + i).fill(i)) });
    expect(tf.memory().numTensors).toBe(before);
    f.dispose();
    expect(() => f.run({ x: float([1], 1) })).toThrow('got disposed ones');
    expect(readdirSync(folder)).toEqual([]);
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
});

describe('save', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'graph-save-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('writes a SavedModel that TensorFlow loads, with the values of now', async () => {
    const variables = new GraphVariables(new Map([...weights(1, 2, 3), ['unused', float([1], 7)]]));
    const f = graphFunction(
      ({ x, k }, { variable }) => {
        const y = tf.mul(variable('w'), tf.cast(x, 'float32'));
        return { y: tf.mul(y, k), largest: tf.argMax(y) };
      },
      {
        variables,
        signature: {
          inputs: { x: { dtype: 'int32', shape: [null] }, k: { dtype: 'float32', shape: [] } },
          results: { y: 'float32', largest: 'int32' },
        },
        name: 'scale',
      },
    );
    const feeds = { x: { shape: [3], data: Int32Array.of(4, 5, -6) }, k: float([], 0.5) };
    f.run(feeds);
    variables.store(weights(10, 20, 30));
    await f.save(folder, feeds);
    const { y, largest } = f.run(feeds);
    variables.dispose();
    const loaded = await tf.node.loadSavedModel(folder, ['serve'], 'serving_default');
    const given = { x: tf.tensor1d(feeds.x.data, 'int32'), k: tf.scalar(0.5) };
    const found = loaded.predict(given) as Record<string, Tf.Tensor>;
    expect(Object.keys(found).sort()).toEqual(['largest', 'y']);
    expect(found['y']?.dataSync()).toEqual(y.data);
    expect(found['largest']?.dataSync()).toEqual(largest.data);
    expect(y.data).toEqual(Float32Array.of(20, 50, -90));
    tf.dispose([...Object.values(given), ...Object.values(found)]);
    loaded.dispose();
  });

  it('refuses a function that changes variables', async () => {
    const variables = new GraphVariables(weights(1));
    const f = graphFunction(
      (_, { variable }) => {
        variable('w').assign(tf.tensor1d([2]));
        return {};
      },
      { variables, signature: { inputs: {}, results: {} }, name: 'train' },
    );
    await expect(f.save(folder, {})).rejects.toThrow(
      'expected a function without updates to save, got train',
    );
    expect(readdirSync(folder)).toEqual([]);
    variables.dispose();
  });
});
