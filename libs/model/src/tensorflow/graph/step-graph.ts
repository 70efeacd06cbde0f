import type { TensorMap } from '../../weights/tensor-map.js';
import { adamSlotNames } from '../adam.js';
import { tf, type Tf } from '../backend.js';
import type { TrainingBatch, TrainingSessionOptions } from '../training-session.js';
import { uploadBatch, uploadVariables } from '../training-state.js';
import { computeStep, trainableNames, type StepInputs, type StepOutputs } from '../training-step.js';
import type { CompiledFunction } from './compiled-functions.js';
import { GraphBuilder } from './graph-builder.js';
import type { GraphVariables } from './graph-variables.js';
import { typeAttribute, type ConstantTensor, type NodeOutput } from './graph.js';
import { record, type OutputOf } from './recorder.js';

export type StepGraphOptions = Omit<TrainingSessionOptions, 'tensors' | 'stepsDone'>;

/** What a recorded step is fed with; the names are those of {@link StepInputs}. */
export type StepFeeds = Readonly<Record<'images' | 'labels' | 'randomKey' | 'stepSize', ConstantTensor>> &
  Partial<Record<'transforms' | 'cutouts', ConstantTensor>>;

/**
 * @param randomKey int32 [2]
 * @param stepSize of Adam, bias corrections folded in
 */
export function stepFeeds(
  { images, labels, augmentation }: TrainingBatch,
  imageSizePx: number,
  randomKey: Int32Array,
  stepSize: number,
): StepFeeds {
  const count = labels.length;
  const feeds: StepFeeds = {
    images: { dtype: 'uint8', shape: [count, imageSizePx, imageSizePx, 3], data: images },
    labels: { dtype: 'int32', shape: [count], data: labels },
    randomKey: { dtype: 'int32', shape: [2], data: randomKey },
    stepSize: { dtype: 'float32', shape: [], data: Float32Array.of(stepSize) },
  };
  if (!augmentation) return feeds;
  const { transforms, cutouts } = augmentation;
  return {
    ...feeds,
    transforms: { dtype: 'float32', shape: [count, 8], data: transforms },
    cutouts: { dtype: 'float32', shape: [count, 4], data: cutouts },
  };
}

/**
 * Records a training step, the optimiser and the new moving statistics with it.
 *
 * @param batch and feeds decide the shapes; their values leave no trace
 * @param tensors present values of all variables
 * @returns a function whose result is [loss, correct]
 */
export function compileStep(
  options: StepGraphOptions,
  name: string,
  batch: TrainingBatch,
  feeds: StepFeeds,
  variables: GraphVariables,
  tensors: TensorMap,
): CompiledFunction {
  const graph = new GraphBuilder(name);
  const placeholders = addPlaceholders(graph, feeds);
  const parameters = [...tensors].filter(([key]) => !key.startsWith('adam/'));
  const uploaded = uploadVariables(new Map(parameters), trainableNames(options));
  const result = tf.tidy(() => {
  });
  tf.dispose([...uploaded.values()]);
  return { nodes: graph.nodes, result };
}
