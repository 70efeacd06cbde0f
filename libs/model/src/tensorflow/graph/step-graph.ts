import { adamSlotNames, type AdamOptions } from '../adam.js';
import { tf, type Tf } from '../backend.js';
import type { TrainingBatch, TrainingSessionOptions } from '../training-session.js';
import { uploadBatch, uploadVariables } from '../training-state.js';
import {
  computeStep,
  trainableNames,
  type StepInputs,
  type StepOutputs,
} from '../training-step.js';
import type { CompileContext } from './compiled-functions.js';
import type { GraphBuilder } from './graph-builder.js';
import { typeAttribute, type NodeOutput } from './graph.js';
import type { Feeds } from './native-session.js';
import { record, type OutputOf } from './recorder.js';

export type StepGraphOptions = Omit<TrainingSessionOptions, 'tensors' | 'stepsDone'>;

/** One call of a step. */
export interface StepCall {
  readonly batch: TrainingBatch;
  /** int32 [2] */
  readonly randomKey: Int32Array;
  /** Of Adam, bias corrections folded in. */
  readonly stepSize: number;
}

/** What a recorded step is fed with, by the names of {@link StepInputs}. */
export function stepFeeds({ batch, randomKey, stepSize }: StepCall, sizePx: number): Feeds {
  const { images, labels, augmentation } = batch;
  const count = labels.length;
  const feeds: Feeds = new Map([
    ['images', { dtype: 'uint8', shape: [count, sizePx, sizePx, 3], data: images }],
    ['labels', { dtype: 'int32', shape: [count], data: labels }],
    ['randomKey', { dtype: 'int32', shape: [2], data: randomKey }],
    ['stepSize', { dtype: 'float32', shape: [], data: Float32Array.of(stepSize) }],
  ]);
  if (!augmentation) return feeds;
  const { transforms, cutouts } = augmentation;
  return new Map([
    ...feeds,
    ['transforms', { dtype: 'float32', shape: [count, 8], data: transforms }],
    ['cutouts', { dtype: 'float32', shape: [count, 4], data: cutouts }],
  ]);
}

/**
 * Records a training step together with what it changes: parameters, slots, moving statistics.
 *
 * @param call decides the shapes; its values leave no trace
 * @returns float32 [2]: the loss, and the number of images classified correctly
 */
export function compileStep(
  options: StepGraphOptions,
  { batch, randomKey }: StepCall,
  context: CompileContext,
): NodeOutput {
  const { inputs, variables, tensors, graph } = context;
  const parameters = [...tensors].filter(([name]) => !name.startsWith('adam/'));
  const uploaded = uploadVariables(new Map(parameters), trainableNames(options));
  try {
    return tf.tidy(() => {
      const stepInputs = uploadBatch(batch, options.classifier.imageSizePx, randomKey);
      const classWeights = tf.tensor1d(options.classWeights);
      const bound = [
        ...bind(inputTensors(stepInputs), (name) => inputs.get(name) as NodeOutput),
        ...bind(uploaded, (name) => variables.value(name)),
      ];
      return record(graph, bound, (outputOf) => {
        const outputs = computeStep(options, uploaded, classWeights, stepInputs);
        tf.dispose([...outputs.movingStatistics.values()]);
        return addUpdates(context, options.optimiser, outputs, outputOf);
      });
    });
  } finally {
    tf.dispose([...uploaded.values()]);
  }
}

function inputTensors(inputs: StepInputs): Map<string, Tf.Tensor> {
  const { images, labels, randomKey, augmentation } = inputs;
  return new Map<string, Tf.Tensor>(Object.entries({ images, labels, randomKey, ...augmentation }));
}

function bind(
  tensors: ReadonlyMap<string, Tf.Tensor>,
  outputOf: (name: string) => NodeOutput,
): [Tf.Tensor, NodeOutput][] {
  return [...tensors].map(([name, tensor]) => [tensor, outputOf(name)]);
}

function addUpdates(
  { graph, inputs, variables }: CompileContext,
  { beta1, beta2, epsilon }: AdamOptions,
  outputs: StepOutputs,
  outputOf: OutputOf,
): NodeOutput {
  const dtype = typeAttribute('float32');
  // The step size has the bias corrections in it: powers of zero switch off those of the kernel,
  // which would compute them from float32 powers.
  const rates = [0, 0].map((power) => graph.scalar(power));
  const coefficients = [beta1, beta2, epsilon].map((value) => graph.scalar(value));
  const adam = [...outputs.gradients].map(([name, gradient]) => {
    const slots = adamSlotNames(name);
    const handles = [name, slots.m, slots.v].map((slot) => variables.handle(slot));
    const stepSize = inputs.get('stepSize') as NodeOutput;
    return graph.add(
      'ResourceApplyAdam',
      [...handles, ...rates, stepSize, ...coefficients, outputOf(gradient)],
      { T: dtype },
      { after: [variables.value(name), ...kernelReaders(graph, variables.value(name))] },
    );
  });
  const assigned = [...outputs.movingStatistics].map(([name, value]) =>
    graph.add(
      'AssignVariableOp',
      [variables.handle(name), outputOf(value)],
      { dtype },
      { after: [variables.value(name)] },
    ),
  );
  const metrics = [outputs.loss, outputs.correct].map(outputOf);
  const pack = graph.add('Pack', metrics, { N: { int: 2 }, T: dtype, axis: { int: 0 } });
  return graph.add('Identity', [pack], { T: dtype }, { after: [...adam, ...assigned] });
}

/**
 * The nodes that read a kernel. An update before the last of them would have to copy the kernel;
 * vectors are cheap to copy, and edges on their readers keep TensorFlow from fusing those.
 */
function kernelReaders(graph: GraphBuilder, value: NodeOutput): string[] {
  const kernelOps = [
    'Conv2D',
    'Conv2DBackpropInput',
    'DepthwiseConv2dNative',
    'DepthwiseConv2dNativeBackpropInput',
    'BatchMatMulV2',
  ];
  return graph.nodes
    .filter(({ op, inputs }) => kernelOps.includes(op) && inputs.includes(value))
    .map(({ name }) => name);
}
