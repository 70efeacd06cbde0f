import { optimiserConfigSchema } from '@crossfold/contracts';
import { hashTensors } from '@crossfold/graph';
import { GraphCache } from '@crossfold/graph/tensorflow';
import { afterEach, describe, expect, it } from 'vitest';
import { createGraphSession } from './graph/graph-session.js';
import { lossScaleName, readLossScale } from './loss-scaling.js';
import { randomBatch, relativeDifference, smallTraining } from './small-training.fixture.js';
import type { TrainingSession, TrainingSessionOptions } from './training-session.js';

const graphs = new GraphCache();
afterEach(() => graphs.clear());

/** A scale that float32 cannot hold the gradients of, with these weights. */
const tooLarge = 2 ** 127;
const heavy = { model: { dropout: 0 }, classWeights: Float32Array.of(16, 32, 8, 48, 16, 4, 64) };

const rules = [
  {},
  { microBatchSize: 4 },
  { clipNorm: 0.5 },
  { emaDecay: 0.9 },
  { optimiser: optimiserConfigSchema.parse({ name: 'adamw', weightDecay: 0.1 }) },
  { optimiser: optimiserConfigSchema.parse({ name: 'sgd', nesterov: true }) },
] satisfies Partial<TrainingSessionOptions>[];

function open(changes: Parameters<typeof smallTraining>[0] = {}): TrainingSession {
  return createGraphSession(smallTraining({ graphs, ...changes }));
}

function scaled(initialScale: number, growthSteps = 2000): Partial<TrainingSessionOptions> {
  return { lossScaling: { initialScale, growthSteps } };
}

/** All but the state of the scale. */
function stateOf(session: TrainingSession) {
  return new Map([...session.read('all')].filter(([name]) => name !== lossScaleName));
}

/** What the optimiser changes, which a skipped step must not; batch statistics move. */
function trainedState(session: TrainingSession) {
  return hashTensors(new Map([...stateOf(session)].filter(([name]) => !name.includes('moving_'))));
}

describe('a scaled loss', () => {
  it.each(rules)('gives the bits of the plain one, since scales round nothing: %o', (rule) => {
    const plain = open(rule);
    const other = open({ ...rule, ...scaled(2 ** 10) });
    for (const key of [1, 2, 3]) {
      expect(other.step(randomBatch(key), 1e-2)).toEqual(plain.step(randomBatch(key), 1e-2));
    }
    expect(hashTensors(stateOf(other))).toBe(hashTensors(stateOf(plain)));
    expect(other.lossScale).toEqual({ scale: 2 ** 10, skippedSteps: 0 });
    for (const session of [plain, other]) session.dispose();
  });

  it.each(rules)('skips what overflows, then trains as if nothing had been: %o', (rule) => {
    const session = open({ ...rule, ...heavy, ...scaled(tooLarge) });
    const before = trainedState(session);
    let skipped = 0;
    for (; session.lossScale?.skippedSteps === skipped; skipped++) {
      expect(trainedState(session)).toBe(before);
      expect(session.lossScale).toEqual({ scale: tooLarge / 2 ** skipped, skippedSteps: skipped });
      session.step(randomBatch(1), 1e-2);
    }
    expect(skipped).toBeGreaterThan(1);
    expect(trainedState(session)).not.toBe(before);

    // The update counts as the first one.
    const plain = open({ ...rule, ...heavy });
    plain.step(randomBatch(1), 1e-2);
    expect(trainedState(session)).toBe(trainedState(plain));
    for (const one of [session, plain]) one.dispose();
  });

  it('doubles the scale after enough finite steps in a row', () => {
    const session = open(scaled(8, 3));
    const scales = [1, 2, 3, 4, 5, 6, 7].map((key) => {
      session.step(randomBatch(key), 1e-3);
      return session.lossScale?.scale;
    });
    expect(scales).toEqual([8, 8, 16, 16, 16, 32, 32]);
    session.dispose();
  });

  it('goes on bit for bit from what another session read, in the middle of its search', () => {
    const options = scaled(tooLarge, 2);
    const keys = Array.from({ length: 14 }, (_, key) => key);
    const whole = open(options);
    const losses = keys.map((key) => whole.step(randomBatch(key), 1e-2).loss);
    for (const cut of [1, 9, 12]) {
      const first = open(options);
      for (const key of keys.slice(0, cut)) first.step(randomBatch(key), 1e-2);
      const tensors = first.read('all');
      const second = open({ ...options, tensors, stepsDone: first.stepsDone });
      const rest = keys.slice(cut).map((key) => second.step(randomBatch(key), 1e-2).loss);
      expect(rest).toEqual(losses.slice(cut));
      expect(hashTensors(second.read('all'))).toBe(hashTensors(whole.read('all')));
      for (const session of [first, second]) session.dispose();
    }
    const state = readLossScale(whole.read('all').get(lossScaleName)?.data ?? []);
    expect(state.updates + state.skippedSteps).toBe(keys.length);
    whole.dispose();
  });

  it('is carried into the next stage, which counts its updates anew', () => {
    const first = open(scaled(tooLarge));
    for (const key of [1, 2, 3]) first.step(randomBatch(key), 1e-2);
    const { lossScale } = first;
    const next = open({ ...scaled(tooLarge), lossScale, tensors: first.read('parameters') });
    expect(next.lossScale).toEqual(lossScale);
    const state = readLossScale(next.read('all').get(lossScaleName)?.data ?? []);
    expect(state.updates).toBe(0);
    for (const session of [first, next]) session.dispose();
  });

  it('fails the trial by name when the gradients of the plain loss are not finite', () => {
    const session = open({ ...scaled(1), clipNorm: null });
    const diverge = () => {
      for (let key = 0; key < 30; key++) session.step(randomBatch(key), 1e30);
    };
    expect(diverge).toThrow(/expected (a finite loss|finite gradients) at step/);
    session.dispose();
  });
});

describe('float16', () => {
  it('takes the step of float32 within its eleven bits, at the first scale that is not too large', () => {
    const sgd = optimiserConfigSchema.parse({ name: 'sgd', momentum: 0 });
    const options = { model: { dropout: 0 }, optimiser: sgd };
    const full = open(options);
    const half = open({ ...options, precision: 'float16' });
    expect(full.lossScale).toBeNull();
    expect(half.lossScale).toEqual({ scale: 2 ** 15, skippedSteps: 0 });
    const { loss } = full.step(randomBatch(1), 1e-2);
    for (let skipped = 0; half.lossScale?.skippedSteps === skipped; skipped++) {
      const found = half.step(randomBatch(1), 1e-2).loss;
      expect(found).not.toBe(loss);
      expect(Math.abs(found / loss - 1)).toBeLessThan(0.002);
    }
    const name = 'head_logits/kernel';
    const [start, a, b] = [open(options), full, half].map(
      (session) => session.read('parameters').get(name)?.data ?? new Float32Array(),
    ) as [Float32Array, Float32Array, Float32Array];
    const moved = (to: Float32Array) => to.map((value, i) => value - (start[i] ?? NaN));
    expect(relativeDifference(moved(a), moved(b))).toBeLessThan(0.01);
    for (const session of [full, half]) session.dispose();
  });

  it('learns as float32 does', () => {
    const keys = Array.from({ length: 20 }, (_, key) => key);
    const meanLoss = (precision: 'float32' | 'float16') => {
      const session = open({ precision, model: { dropout: 0 } });
      const losses = keys.map((key) => session.step(randomBatch(key % 4), 1e-2).loss);
      const last = losses.slice(-4);
      session.dispose();
      return { first: losses[0] ?? NaN, last: last.reduce((sum, loss) => sum + loss, 0) / 4 };
    };
    const [full, half] = [meanLoss('float32'), meanLoss('float16')];
    expect(half.last).toBeLessThan(0.8 * half.first);
    expect(Math.abs(half.last / full.last - 1)).toBeLessThan(0.2);
  });
});
