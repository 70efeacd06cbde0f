import { AppError } from '@crossfold/contracts';
import type { TensorMap } from '@crossfold/graph';
import { tf, type Tf } from '@crossfold/graph/tensorflow';
import { averageSlot, isSlotName, slotName } from '../slots.js';
import { microBatches, type MicroBatch } from './micro-batches.js';
import { createUpdateRule } from './optimisers/update-rules.js';
import type { UpdateRule } from './optimisers/update-rule.js';
import { classProbabilities } from './predictor.js';
import {
  assertFiniteLoss,
  type StepResult,
  type TrainingBatch,
  type TrainingSession,
  type TrainingSessionOptions,
} from './training-session.js';
import {
  classTermsOf,
  initialState,
  randomKey,
  uploadCall,
  uploadVariables,
} from './training-state.js';
import {
  clipGradients,
  computeStatistics,
  computeStep,
  kernelNames,
  rateScaleOf,
  trainableNames,
} from './training-step.js';

/**
 * Trains by running one kernel after the other: the reference that every faster session must
 * agree with.
 */
export function createEagerSession(options: TrainingSessionOptions): TrainingSession {
  const { classifier, precision } = options;
  if (precision !== 'float32' || options.lossScaling) {
    throw new AppError('INTERNAL', `expected float32 for the reference session, got ${precision}`);
  }
  const rule = createUpdateRule(options.optimiser, options.emaDecay);
  const kernels = kernelNames(classifier);
  const scaleOf = rateScaleOf(options);
  const variables = uploadVariables(initialState(options), trainableNames(options));
  const classTerms = classTermsOf(options);
  const weighting = { reduction: options.loss.reduction, classWeights: options.classWeights };
  let stepsDone = options.stepsDone;
  let observed = options.batchesObserved ?? 0;

  function variable(name: string): Tf.Variable {
    return variables.get(name) as Tf.Variable;
  }

  function applyUpdates(
    gradients: ReadonlyMap<string, Tf.Tensor>,
    learningRate: number,
    t: number,
  ): void {
    const scalars = Object.fromEntries(
      Object.entries(rule.scalars(learningRate, t)).map(([name, value]) => [
        name,
        tf.scalar(value),
      ]),
    );
    for (const [name, gradient] of gradients) {
      const slots = Object.fromEntries(
        rule.slots.map((slot) => [slot, variable(slotName(slot, name))]),
      );
      const target = { parameter: variable(name), slots, isKernel: kernels.has(name) };
      rule.applyEagerly(target, gradient, scaleRates(rule, scalars, scaleOf(name)));
    }
  }

  /** Computes one piece of a batch, moves the statistics and adds its gradients to `sums`. */
  function accumulate(
    { batch, share }: MicroBatch,
    key: Int32Array,
    sums: Map<string, Tf.Tensor>,
  ): StepResult {
    const call = { batch, randomKey: key, share, classTerms };
    const inputs = uploadCall(call, classifier.imageSizePx);
    const outputs = computeStep(options, variables, inputs);
    for (const [name, gradient] of outputs.gradients) {
      const sum = sums.get(name);
      sums.set(name, sum ? tf.add(sum, gradient) : gradient);
    }
    for (const [name, value] of outputs.movingStatistics) {
      variable(name).assign(value);
      value.dispose();
    }
    const [loss, correct] = tf.stack([outputs.loss, outputs.correct]).dataSync();
    return { loss: loss as number, correct: correct as number };
  }

  function step(batch: TrainingBatch, learningRate: number): StepResult {
    const t = stepsDone + 1;
    const total = { loss: 0, correct: 0 };
    tf.tidy(() => {
      const sums = new Map<string, Tf.Tensor>();
      const pieces = microBatches(batch, options.microBatchSize ?? null, weighting);
      for (const [position, piece] of pieces.entries()) {
        const { loss, correct } = accumulate(piece, randomKey(options.seed, t, position), sums);
        assertFiniteLoss(loss, t);
        total.loss += loss;
        total.correct += correct;
      }
      applyUpdates(clipGradients(options, sums), learningRate, t);
    });
    stepsDone = t;
    return total;
  }

  function observe(batch: TrainingBatch): void {
    observed += 1;
    tf.tidy(() => {
      const key = randomKey(options.seed, observed);
      const call = { batch, randomKey: key, share: 1 / observed, classTerms };
      const inputs = uploadCall(call, classifier.imageSizePx);
      for (const [name, value] of computeStatistics(options, variables, inputs)) {
        variable(name).assign(value);
        value.dispose();
      }
    });
  }

  function predict(images: Uint8Array, count: number): Float32Array {
    const { imageSizePx } = classifier;
    return tf.tidy(() => {
      const pixels = tf.tensor4d(images, [count, imageSizePx, imageSizePx, 3], 'int32');
      const evaluated = (name: string) =>
        variables.get(slotName(averageSlot, name)) ?? variable(name);
      return classProbabilities(classifier, evaluated, pixels).dataSync();
    }) as unknown as Float32Array;
  }

  return {
    get stepsDone() {
      return stepsDone;
    },
    lossScale: null,
    prepare: () => undefined,
    step,
    observe,
    predict,
    read: (what) => readVariables(variables, what),
    dispose: () => tf.dispose([...variables.values()]),
  };
}

/** The scalars of a parameter whose learning rate is a share of the others'. */
function scaleRates(
  rule: UpdateRule,
  scalars: Readonly<Record<string, Tf.Scalar>>,
  scale: number,
): Readonly<Record<string, Tf.Scalar>> {
  if (scale === 1) return scalars;
  const scaled = rule.rateScalars.map((name) => [name, tf.mul(scalars[name] as Tf.Scalar, scale)]);
  return { ...scalars, ...(Object.fromEntries(scaled) as Record<string, Tf.Scalar>) };
}

function readVariables(
  variables: ReadonlyMap<string, Tf.Variable>,
  what: 'parameters' | 'all',
): TensorMap {
  const chosen = [...variables].filter(([name]) => what === 'all' || !isSlotName(name));
  return new Map(
    chosen.map(([name, value]) => [
      name,
      { shape: value.shape, data: Float32Array.from(value.dataSync()) },
    ]),
  );
}
