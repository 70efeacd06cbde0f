import { lossConfigSchema, lossNames, type LossConfig, type LossName } from '@crossfold/contracts';
import { classWeights, countClasses } from '@crossfold/model';
import { runLoss, type LossInput } from '@crossfold/model/tensorflow';
import { randomStream, type RandomStream } from '@crossfold/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensurePythonEnv, kerasRequirements, runPython } from '../support/python-env.js';

const classes = 7;
const schemes = ['none', 'balanced', 'sqrtInverse', 'effectiveNumber'] as const;
const casesEach = 120;

interface Case {
  readonly config: LossConfig;
  readonly input: LossInput & { readonly classCounts: Float64Array };
}

function softmaxOptions(random: RandomStream) {
  return {
    labelSmoothing: random.uniform() < 0.5 ? 0 : 0.3 * random.uniform(),
    logitAdjustment: random.uniform() < 0.5 ? 0 : 2 * random.uniform(),
  };
}

/** What is drawn for the options of each loss; its reference is the row of `losses.py`. */
const ownOptions = {
  crossEntropy: softmaxOptions,
  focal: (random) => ({
    gamma: [0, 0.5, 1, 2, 5][random.integer(5)],
    ...softmaxOptions(random),
  }),
  ldam: (random) => ({ maxMargin: 15 * random.uniform() + 0.1 }),
  gce: (random) => ({ q: 1 - 0.9 * random.uniform() }),
} satisfies Record<LossName, (random: RandomStream) => object>;

function randomLoss(random: RandomStream, index: number): LossConfig {
  const name = lossNames[index % lossNames.length] ?? 'focal';
  return lossConfigSchema.parse({
    name,
    classWeights: schemes[random.integer(4)],
    reduction: random.uniform() < 0.5 ? 'batchMean' : 'weightedMean',
    ...ownOptions[name](random),
  });
}

/** Every class is in the training part; the batch is drawn from it. */
function randomCase(_: unknown, index: number): Case {
  const random = randomStream('loss-parity', index);
  const config = randomLoss(random, index);
  const training = Array.from({ length: 200 }, (_unused, i) =>
    i < classes || random.uniform() < 0.3 ? i % classes : random.integer(2),
  );
  const labels = Array.from(
    { length: 1 + random.integer(12) },
    () => training[random.integer(200)],
  );
  const spread = 3 * random.uniform();
  const classCounts = countClasses(training, classes);
  return {
    config,
    input: {
      logits: labels.map(() => Array.from({ length: classes }, () => spread * random.normal())),
      labels: labels.map((label) => label ?? 0),
      classWeights: classWeights(config, classCounts),
      classCounts,
    },
  };
}

describe('losses beside Keras and their papers', () => {
  const cases = Array.from({ length: casesEach * lossNames.length }, randomCase);
  let answers: { readonly loss: number; readonly gradient: number[][] }[];

  beforeAll(async () => {
    const python = await ensurePythonEnv('keras', kerasRequirements);
    const script = new URL('./losses.py', import.meta.url).pathname;
    answers = await runPython(python, script, {
      cases: cases.map(({ config, input }) => ({
        loss: config,
        logits: input.logits,
        labels: input.labels,
        class_weights: Array.from(input.classWeights),
        class_counts: Array.from(input.classCounts),
      })),
    });
  });

  it.each(lossNames)('gives the value and the gradient of %s, weighted and reduced', (name) => {
    const apart = cases.flatMap(({ config, input }, i) => {
      if (config.name !== name) return [];
      const { loss, gradient } = runLoss(config, input);
      const expected = answers[i] ?? { loss: NaN, gradient: [] };
      // Keras clips focal probabilities at 1e-7, which moves the steepest gradients a little.
      const scale = Math.max(1e-2, ...expected.gradient.flat().map(Math.abs));
      const distance = gradient
        .flat()
        .map((g, j) => Math.abs(g - (expected.gradient.flat()[j] ?? NaN)));
      return [
        {
          loss: Math.abs(loss - expected.loss) / Math.max(1e-2, Math.abs(expected.loss)),
          gradient: Math.max(...distance) / scale,
        },
      ];
    });
    expect(apart).toHaveLength(casesEach);
    for (const { loss, gradient } of apart) {
      expect(loss).toBeLessThan(1e-4);
      expect(gradient).toBeLessThan(1e-4);
    }
  });

  it('compared every option', () => {
    const used = (test: (config: LossConfig) => boolean) =>
      cases.filter(({ config }) => test(config)).length;
    const isPositive = (config: LossConfig, option: 'labelSmoothing' | 'logitAdjustment') =>
      option in config && (config as Record<typeof option, number>)[option] > 0;
    for (const scheme of schemes) {
      expect(used((config) => config.classWeights === scheme)).toBeGreaterThan(50);
    }
    expect(used(({ reduction }) => reduction === 'weightedMean')).toBeGreaterThan(100);
    expect(used((config) => isPositive(config, 'labelSmoothing'))).toBeGreaterThan(80);
    expect(used((config) => isPositive(config, 'logitAdjustment'))).toBeGreaterThan(80);
  });
});
