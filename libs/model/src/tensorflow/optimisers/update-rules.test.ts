import { optimiserConfigSchema, optimiserTable, type OptimiserConfig } from '@crossfold/contracts';
import { tf, type Tf } from '@crossfold/graph/tensorflow';
import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { clipByGlobalNorm } from './clip-gradients.js';
import { createUpdateRule } from './update-rules.js';

const learningRate = 0.01;
const steps = 6;
const length = 5;

function draw(purpose: string, key: number): number[] {
  const stream = randomStream(purpose, key);
  return Array.from({ length }, () => 2 * stream.uniform() - 1);
}

/** One number through all steps, in float64 and in the words of Keras's documentation. */
type Reference = (parameter: number, gradients: readonly number[]) => number;

const adam =
  ({ decay = 0, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = {}): Reference =>
  (parameter, gradients) => {
    let [w, m, v] = [parameter, 0, 0];
    for (const [i, g] of gradients.entries()) {
      const t = i + 1;
      w -= w * decay * learningRate;
      m += (g - m) * (1 - beta1);
      v += (g * g - v) * (1 - beta2);
      const alpha = (learningRate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
      w -= (m * alpha) / (Math.sqrt(v) + epsilon);
    }
    return w;
  };

const sgd =
  (momentum: number, nesterov: boolean): Reference =>
  (parameter, gradients) => {
    let [w, velocity] = [parameter, 0];
    for (const g of gradients) {
      velocity = momentum * velocity - learningRate * g;
      w += nesterov ? momentum * velocity - learningRate * g : velocity;
    }
    return w;
  };

interface Case {
  readonly config: OptimiserConfig;
  readonly reference: Reference;
  readonly isKernel?: boolean;
}

const parse = (value: unknown) => optimiserConfigSchema.parse(value);

const cases: [string, Case][] = [
  ['adam, the default', { config: parse({}), reference: adam() }],
  [
    'adam with other rates',
    {
      config: parse({ beta1: 0.5, beta2: 0.9, epsilon: 0.1 }),
      reference: adam({ beta1: 0.5, beta2: 0.9, epsilon: 0.1 }),
    },
  ],
  ['adamw on a kernel', { config: parse({ name: 'adamw' }), reference: adam({ decay: 0.004 }) }],
  [
    'adamw on anything else',
    { config: parse({ name: 'adamw' }), reference: adam(), isKernel: false },
  ],
  ['sgd with momentum', { config: parse({ name: 'sgd' }), reference: sgd(0.9, false) }],
  ['nesterov', { config: parse({ name: 'sgd', nesterov: true }), reference: sgd(0.9, true) }],
  ['plain sgd', { config: parse({ name: 'sgd', momentum: 0 }), reference: sgd(0, false) }],
];

it('has a reference for every optimiser', () => {
  const names = cases.map(([, { config }]) => config.name);
  expect([...new Set(names)].sort()).toEqual(Object.keys(optimiserTable).sort());
});

describe.each(cases)('%s', (_, { config, reference, isKernel = true }) => {
  it('follows the formula and keeps no tensors', () => {
    const before = tf.memory().numTensors;
    const rule = createUpdateRule(config, null);
    const start = draw('start', 0);
    const parameter = tf.tidy(() => tf.variable(tf.tensor1d(start)));
    const slots = Object.fromEntries(
      rule.slots.map((slot) => [slot, tf.tidy(() => tf.variable(tf.zeros([length])))]),
    );
    const gradients = Array.from({ length: steps }, (_unused, t) => draw('gradient', t));
    for (const [i, gradient] of gradients.entries()) {
      tf.tidy(() => {
        const scalars = Object.entries(rule.scalars(learningRate, i + 1));
        const target = { parameter, slots, isKernel };
        rule.applyEagerly(
          target,
          tf.tensor1d(gradient),
          Object.fromEntries(scalars.map(([name, value]) => [name, tf.scalar(value)])),
        );
      });
    }
    const found = [...parameter.dataSync()];
    for (const [j, value] of found.entries()) {
      const expected = reference(
        start[j] as number,
        gradients.map((g) => g[j] as number),
      );
      expect(value).toBeCloseTo(expected, 6);
    }
    tf.dispose([parameter, ...Object.values(slots)]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a moving average', () => {
  it('starts at the parameter after the first step, then follows it, and leaves it alone', () => {
    const decay = 0.75;
    const plain = createUpdateRule(parse({ name: 'sgd', momentum: 0 }), null);
    const averaging = createUpdateRule(parse({ name: 'sgd', momentum: 0 }), decay);
    const variable = (value: number) => tf.tidy(() => tf.variable(tf.tensor1d([value])));
    const [parameter, reference] = [variable(1), variable(1)];
    const slots = { velocity: variable(0), average: variable(0) };
    const own = { velocity: variable(0) };
    let expected = NaN;
    for (const [i, gradient] of [1, -2, 4].entries()) {
      tf.tidy(() => {
        const scalars = (rule: typeof plain) =>
          Object.fromEntries(
            Object.entries(rule.scalars(0.1, i + 1)).map(([name, v]) => [name, tf.scalar(v)]),
          );
        const g = tf.tensor1d([gradient]);
        averaging.applyEagerly({ parameter, slots, isKernel: true }, g, scalars(averaging));
        plain.applyEagerly({ parameter: reference, slots: own, isKernel: true }, g, scalars(plain));
      });
      const value = reference.dataSync()[0] as number;
      expected = i === 0 ? value : decay * expected + (1 - decay) * value;
      expect(parameter.dataSync()[0]).toBe(value);
      expect(slots.average.dataSync()[0]).toBeCloseTo(expected, 6);
    }
    tf.dispose([parameter, reference, own.velocity, ...Object.values(slots)]);
  });
});

describe('clipping by global norm', () => {
  const clip = (maxNorm: number) => {
    const given = new Map<string, Tf.Tensor>([
      ['a', tf.tensor1d([3, 0])],
      ['b', tf.tensor2d([[0], [4]])],
    ]);
    const clipped = clipByGlobalNorm(given, maxNorm);
    const values = [...clipped.values()].flatMap((tensor) => [...tensor.dataSync()]);
    tf.dispose([...clipped.values()]);
    return values;
  };

  it('scales all gradients by one factor when they are too long together', () => {
    for (const [i, value] of clip(1).entries())
      expect(value).toBeCloseTo([0.6, 0, 0, 0.8][i] as number, 6);
  });

  it('leaves shorter ones alone', () => {
    expect(clip(5)).toEqual([3, 0, 0, 4]);
    expect(clip(50)).toEqual([3, 0, 0, 4]);
  });
});
