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
import { computeStep, trainableNames, type StepInputs } from './training-step.js';

/**
 * Trains by running one kernel after the other: the reference that every faster session must
 * agree with.
 */
export function createEagerSession(options: TrainingSessionOptions): TrainingSession {
  const { classifier, optimiser } = options;
  const trained = trainableNames(options);
  const variables = createVariables(options, trained);
  const classWeights = tf.tensor1d(options.classWeights);
  let stepsDone = options.stepsDone;

  function variable(name: string): Tf.Variable {
    return variables.get(name) as Tf.Variable;
  }

  function step(batch: TrainingBatch, learningRate: number): StepResult {
    const t = stepsDone + 1;
    const [loss, correct] = tf.tidy(() => {
      const inputs = uploadBatch(batch, classifier.imageSizePx, [options.seed, t]);
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

function createVariables(
  { classifier, tensors }: TrainingSessionOptions,
  trained: readonly string[],
): Map<string, Tf.Variable> {
  const variables = new Map<string, Tf.Variable>();
  const add = (name: string, data: Float32Array, shape: readonly number[], isTrained: boolean) => {
    variables.set(
      name,
      tf.tidy(() => tf.variable(tf.tensor(data, [...shape]), isTrained)),
    );
  };
  const isTrained = new Set(trained);
  for (const { name, shape } of [
    ...classifier.backbone.parameters,
    ...classifier.head.parameters,
  ]) {
    const value = tensors.get(name);
    if (!value) throw new Error(`no value for parameter ${name}`);
    add(name, value.data, shape, isTrained.has(name));
    if (!isTrained.has(name)) continue;
    for (const slot of Object.values(adamSlotNames(name))) {
      add(slot, tensors.get(slot)?.data ?? new Float32Array(value.data.length), shape, false);
    }
  }
  return variables;
}

function uploadBatch(
  batch: TrainingBatch,
  sizePx: number,
  randomKey: [seed: number, step: number],
): StepInputs {
  const images = batch.labels.length;
  return {
    images: tf.tensor4d(batch.images, [images, sizePx, sizePx, 3], 'int32'),
    labels: tf.tensor1d(batch.labels, 'int32'),
    augmentation: batch.augmentation && {
      transforms: tf.tensor2d(batch.augmentation.transforms, [images, 8]),
      cutouts: tf.tensor2d(batch.augmentation.cutouts, [images, 4]),
    },
    randomKey: tf.tensor1d(
      randomKey.map((value) => value | 0),
      'int32',
    ),
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
