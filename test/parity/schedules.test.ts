import { scheduleConfigSchema } from '@crossfold/contracts';
import { scheduledRate } from '@crossfold/model';
import { expect, it } from 'vitest';
import { ensurePythonEnv, kerasRequirements, runPython } from '../support/python-env.js';

const stepsPerEpoch = 7;
const cases = [
  { rate: 1e-3, warmupEpochs: 1, epochs: 5, finalShare: 0 },
  { rate: 0.1, warmupEpochs: 2, epochs: 6, finalShare: 0.05 },
  { rate: 3e-4, warmupEpochs: 0, epochs: 3, finalShare: 0.5 },
];

it("gives the rates of Keras's CosineDecay, step by step", async () => {
  const python = await ensurePythonEnv('keras', kerasRequirements);
  const script = new URL('./schedules.py', import.meta.url).pathname;
  const expected = await runPython<number[][]>(python, script, {
    cosine: cases.map(({ rate, warmupEpochs, epochs, finalShare }) => ({
      rate,
      warmup: warmupEpochs * stepsPerEpoch,
      steps: epochs * stepsPerEpoch,
      final: finalShare,
    })),
  });
  for (const [index, { rate, epochs, ...given }] of cases.entries()) {
    const schedule = scheduleConfigSchema.parse({ name: 'cosine', ...given });
    for (const [i, value] of (expected[index] ?? []).entries()) {
      const at = { rate, epochs, stepsPerEpoch, step: i + 1 };
      // Keras computes in float32.
      expect(Math.abs(scheduledRate(schedule, at) - value)).toBeLessThan(1e-6 * rate);
    }
    expect(expected[index]).toHaveLength(epochs * stepsPerEpoch);
  }
});
