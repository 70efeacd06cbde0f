import { AppError } from '@crossfold/contracts';
import type { TensorMap } from '../weights/tensor-map.js';
import { tf, type Tf } from './backend.js';
import { averageSlot, isSlotName, slotName } from '../weights/slots.js';
import { createUpdateRule } from './optimiser/create-update-rule.js';
import { classProbabilities } from './predictor.js';
import {
  assertFiniteLoss,
  type StepResult,
  type TrainingBatch,
  type TrainingSession,
  type TrainingSessionOptions,
} from './training-session.js';
import { initialState, randomKey, uploadBatch, uploadVariables } from './training-state.js';
import { computeStep, kernelNames, trainableNames, type StepOutputs } from './training-step.js';

/**
 * Trains by running one kernel after the other: the reference that every faster session must
 * agree with.
 */
export function createEagerSession(options: TrainingSessionOptions): TrainingSession {
  const { classifier, precision } = options;
  if (precision !== 'float32') {
    throw new AppError('INTERNAL', `expected float32 for the reference session, got ${precision}`);
  }
  const rule = createUpdateRule(options.optimiser, options.emaDecay);
  const kernels = kernelNames(classifier);
  const variables = uploadVariables(initialState(options), trainableNames(options));
  const classWeights = tf.tensor1d(options.classWeights);
  let stepsDone = options.stepsDone;

  function variable(name: string): Tf.Variable {
    return variables.get(name) as Tf.Variable;
  }

  function applyUpdates(outputs: StepOutputs, learningRate: number, t: number): void {
    const scalars = Object.fromEntries(
      Object.entries(rule.scalars(learningRate, t)).map(([name, value]) => [
        name,
        tf.scalar(value),
      ]),
    );
    for (const [name, gradient] of outputs.gradients) {
      const slots = Object.fromEntries(
        rule.slots.map((slot) => [slot, variable(slotName(slot, name))]),
      );
      const target = { parameter: variable(name), slots, isKernel: kernels.has(name) };
      rule.applyEagerly(target, gradient, scalars);
    }
    for (const [name, value] of outputs.movingStatistics) {
      variable(name).assign(value);
      value.dispose();
    }
  }

  function step(batch: TrainingBatch, learningRate: number): StepResult {
    const t = stepsDone + 1;
    const [loss, correct] = tf.tidy(() => {
      const inputs = uploadBatch(batch, classifier.imageSizePx, randomKey(options.seed, t));
      const outputs = computeStep(options, variables, classWeights, inputs);
      applyUpdates(outputs, learningRate, t);
      return tf.stack([outputs.loss, outputs.correct]).dataSync() as Float32Array;
    }) as unknown as [number, number];
    assertFiniteLoss(loss, t);
    stepsDone = t;
    return { loss, correct };
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
    prepare: () => undefined,
    step,
    predict,
    read: (what) => readVariables(variables, what),
    dispose: () => tf.dispose([...variables.values(), classWeights]),
  };
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
