import { tf, type Tf } from '@crossfold/graph/tensorflow';
import { describe, expect, it } from 'vitest';
import { softmaxLoss } from './softmax-loss.js';

function valueAndGradient(logits: number[][], targets: number[][], gamma: number) {
  return tf.tidy(() => {
    const t = tf.tensor2d(targets);
    const run = tf.valueAndGrad((z: Tf.Tensor) => tf.sum(softmaxLoss(z as Tf.Tensor2D, t, gamma)));
    const { value, grad } = run(tf.tensor2d(logits));
    return {
      value: (value.arraySync() as number) ?? NaN,
      gradient: grad.arraySync() as number[][],
    };
  }) as unknown as { value: number; gradient: number[][] };
}

describe('softmaxLoss', () => {
  it("equals Keras's CategoricalFocalCrossentropy", () => {
    // Keras's vectors have alpha 0.25; probabilities go in as their logarithms.
    const p = [
      [0.05, 0.9, 0.05],
      [0.1, 0.85, 0.05],
    ];
    const y = [
      [0, 1, 0],
      [0, 0, 1],
    ];
    const smooth = y.map((row) => row.map((value) => value * 0.9 + 0.1 / 3));
    const losses = (targets: number[][]) =>
      Array.from(
        softmaxLoss(tf.log(tf.tensor2d(p)), tf.tensor2d(targets), 2)
          .mul(0.25)
          .dataSync(),
      );
    const [first, second] = losses(y) as [number, number];
    expect(first).toBeCloseTo(2.634e-4, 7);
    expect(second).toBeCloseTo(0.6759121, 5);
    const [smoothFirst, smoothSecond] = losses(smooth) as [number, number];
    expect(smoothFirst).toBeCloseTo(0.0453066, 5);
    expect(smoothSecond).toBeCloseTo(0.6464242, 5);
  });

  it("equals torchvision's sigmoid_focal_loss, which is the case of two classes", () => {
    const logits = [-1.6, 0.51, 2.94, -1.8];
    const targets = [0, 1, 0, 0];
    const published = [0.00389196, 0.01655152, 2.02398166, 0.00230863];
    const two = tf.tensor2d(logits.map((z) => [z, 0]));
    const losses = softmaxLoss(two, tf.tensor2d(targets.map((t) => [t, 1 - t])), 2).dataSync();
    published.forEach((value, i) => {
      const alpha = targets[i] === 1 ? 0.25 : 0.75;
      expect(alpha * (losses[i] as number)).toBeCloseTo(value, 6);
    });
  });

  it('is cross-entropy at gamma 0', () => {
    const { value, gradient } = valueAndGradient([[1, 2, 3]], [[0, 0, 1]], 0);
    const p = [1, 2, 3].map((z) => Math.exp(z) / [1, 2, 3].reduce((s, x) => s + Math.exp(x), 0));
    expect(value).toBeCloseTo(-Math.log(p[2] as number), 5);
    gradient[0]?.forEach((g, j) => expect(g).toBeCloseTo((p[j] as number) - (j === 2 ? 1 : 0), 5));
  });

  it.each([0, 0.5, 1, 2, 5])('has the gradient of its value at gamma %d', (gamma) => {
    const logits = [0.3, -1.2, 2.1, 0.7];
    const targets = [[0.1, 0.7, 0.15, 0.05]];
    const { gradient } = valueAndGradient([logits], targets, gamma);
    const h = 1e-2;
    logits.forEach((_, j) => {
      const shifted = (by: number) => logits.map((z, i) => (i === j ? z + by : z));
      const up = valueAndGradient([shifted(h)], targets, gamma).value;
      const down = valueAndGradient([shifted(-h)], targets, gamma).value;
      expect(gradient[0]?.[j]).toBeCloseTo((up - down) / (2 * h), 3);
    });
  });

  it.each([0, 0.5, 1, 2, 5])('stays finite for logits up to 1e4 at gamma %d', (gamma) => {
    const extremes = [
      [1e4, -1e4, 0],
      [-1e4, 1e4, 1e4],
      [0, 0, 0],
      [50, 0, -50],
      [17, 0, 0],
    ];
    for (const target of [0, 1, 2]) {
      const targets = extremes.map(() => [0, 1, 2].map((c) => (c === target ? 1 : 0)));
      const { value, gradient } = valueAndGradient(extremes, targets, gamma);
      expect(Number.isFinite(value)).toBe(true);
      expect(gradient.flat().every(Number.isFinite)).toBe(true);
    }
  });
});
