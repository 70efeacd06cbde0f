import type { TensorMap } from '../weights/tensor-map.js';
import { adamSlotNames, adamStepSize, applyAdam } from './adam.js';
import { tf, type Tf } from './backend.js';
import {
  assertFiniteLoss,
  type StepResult,
  type TrainingBatch,
  type TrainingSession,
  type TrainingSessionOptions,
} from './training-session.js';
import { initialState, randomKey, uploadBatch, uploadVariables } from './training-state.js';
import { computeStep, trainableNames } from './training-step.js';

/**
 * Trains by running one kernel after the other: the reference that every faster session must
 * agree with.
 */
export function createEagerSession(options: TrainingSessionOptions): TrainingSession {
  const { classifier, optimiser } = options;
  const variables = uploadVariables(initialState(options), trainableNames(options));
  const classWeights = tf.tensor1d(options.classWeights);
  let stepsDone = options.stepsDone;

  function variable(name: string): Tf.Variable {
    return variables.get(name) as Tf.Variable;
  }

  function step(batch: TrainingBatch, learningRate: number): StepResult {
    const t = stepsDone + 1;
    const [loss, correct] = tf.tidy(() => {
      const inputs = uploadBatch(batch, classifier.imageSizePx, randomKey(options.seed, t));
      const outputs = computeStep(options, variables, classWeights, inputs);
      const stepSize = tf.scalar(adamStepSize(learningRate, t, optimiser));
      for (const [name, gradient] of outputs.gradients) {
        const { m, v } = adamSlotNames(name);
        applyAdam(
          variable(name),
          { m: variable(m), v: variable(v) },
          gradient,
          stepSize,
          optimiser,
        );
      }
      for (const [name, value] of outputs.movingStatistics) {
        variable(name).assign(value);
        value.dispose();
      }
      return tf.stack([outputs.loss, outputs.correct]).dataSync() as Float32Array;
    }) as unknown as [number, number];
    assertFiniteLoss(loss, t);
    stepsDone = t;
    return { loss, correct };
  }

  return {
    get stepsDone() {
      return stepsDone;
    },
    step,
    read: (what) => readVariables(variables, what),
    dispose: () => tf.dispose([...variables.values(), classWeights]),
  };
}

function readVariables(
  variables: ReadonlyMap<string, Tf.Variable>,
  what: 'parameters' | 'all',
): TensorMap {
  const chosen = [...variables].filter(([name]) => what === 'all' || !name.startsWith('adam/'));
  return new Map(
    chosen.map(([name, value]) => [
      name,
      { shape: value.shape, data: Float32Array.from(value.dataSync()) },
    ]),
  );
}
