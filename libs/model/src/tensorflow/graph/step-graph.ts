import { tf, type Tf } from '../backend.js';
import { isSlotName, slotName } from '../../weights/slots.js';
import type { StepScalars, UpdateRule } from '../optimiser/update-rule.js';
import { partnerLabels } from '../mixing.js';
import type { BatchMixing, TrainingBatch } from '../training-session.js';
import { uploadBatch, uploadVariables } from '../training-state.js';
import {
  computeStep,
  kernelNames,
  trainableNames,
  type StepDefinition,
  type StepInputs,
  type StepOutputs,
} from '../training-step.js';
import type { CompileContext } from './compiled-functions.js';
import type { GraphBuilder } from './graph-builder.js';
import { typeAttribute, type ConstantTensor, type NodeOutput } from './graph.js';
import type { Feeds } from './native-session.js';
import { record, type OutputOf } from './recorder.js';

export interface StepGraphOptions extends StepDefinition {
  /** [classes] */
  readonly classWeights: Float32Array;
  readonly rule: UpdateRule;
}

/** One call of a step. */
export interface StepCall {
  readonly batch: TrainingBatch;
  /** int32 [2] */
  readonly randomKey: Int32Array;
  readonly scalars: StepScalars;
}

/** What a recorded step is fed with, by the names of {@link StepInputs}. */
export function stepFeeds({ batch, randomKey, scalars }: StepCall, sizePx: number): Feeds {
  const { images, labels, augmentation, mixing } = batch;
  const count = labels.length;
  const feeds = new Map<string, ConstantTensor>([
    ['images', { dtype: 'uint8', shape: [count, sizePx, sizePx, 3], data: images }],
    ['labels', { dtype: 'int32', shape: [count], data: labels }],
    ['randomKey', { dtype: 'int32', shape: [2], data: randomKey }],
  ]);
  for (const [name, value] of Object.entries(scalars)) {
    feeds.set(name, { dtype: 'float32', shape: [], data: Float32Array.of(value) });
  }
  if (augmentation) {
    const { transforms, cutouts } = augmentation;
    feeds.set('transforms', { dtype: 'float32', shape: [count, 8], data: transforms });
    feeds.set('cutouts', { dtype: 'float32', shape: [count, 4], data: cutouts });
  }
  for (const [name, value] of mixing ? mixingFeeds(mixing, labels) : []) feeds.set(name, value);
  return feeds;
}

function mixingFeeds(mixing: BatchMixing, labels: Int32Array): Feeds {
  const { partners, boxes, pixelShares, labelShares } = mixing;
  const shape = [labels.length];
  const classes = partnerLabels(mixing, labels);
  return new Map<string, ConstantTensor>([
    ['partners', { dtype: 'int32', shape, data: partners }],
    ['partnerLabels', { dtype: 'int32', shape, data: classes }],
    ['boxes', { dtype: 'float32', shape: [labels.length, 4], data: boxes }],
    ['pixelShares', { dtype: 'float32', shape, data: pixelShares }],
    ['labelShares', { dtype: 'float32', shape, data: labelShares }],
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
  { batch, randomKey, scalars }: StepCall,
  context: CompileContext,
): NodeOutput {
  const { inputs, variables, tensors, graph } = context;
  const parameters = [...tensors].filter(([name]) => !isSlotName(name));
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
        return addUpdates(context, options, Object.keys(scalars), outputs, outputOf);
      });
    });
  } finally {
    tf.dispose([...uploaded.values()]);
  }
}

function inputTensors(inputs: StepInputs): Map<string, Tf.Tensor> {
  const { images, labels, randomKey, augmentation, mixing } = inputs;
  const tensors = { images, labels, randomKey, ...augmentation, ...mixing };
  return new Map<string, Tf.Tensor>(Object.entries(tensors));
}

function bind(
  tensors: ReadonlyMap<string, Tf.Tensor>,
  outputOf: (name: string) => NodeOutput,
): [Tf.Tensor, NodeOutput][] {
  return [...tensors].map(([name, tensor]) => [tensor, outputOf(name)]);
}

function addUpdates(
  { graph, inputs, variables }: CompileContext,
  { rule, classifier }: StepGraphOptions,
  scalarNames: readonly string[],
  outputs: StepOutputs,
  outputOf: OutputOf,
): NodeOutput {
  const dtype = typeAttribute('float32');
  const kernels = kernelNames(classifier);
  const scalars = Object.fromEntries(
    scalarNames.map((name) => [name, inputs.get(name) as NodeOutput]),
  );
  const updated = [...outputs.gradients].map(([name, gradient]) => {
    const value = variables.value(name);
    const target = {
      handle: variables.handle(name),
      value,
      slotHandles: Object.fromEntries(
        rule.slots.map((slot) => [slot, variables.handle(slotName(slot, name))]),
      ),
      isKernel: kernels.has(name),
      after: [value, ...backwardReaders(graph, value)],
    };
    return rule.addNodes(graph, target, outputOf(gradient), scalars);
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
  return graph.add('Identity', [pack], { T: dtype }, { after: [...updated, ...assigned] });
}

/**
 * The nodes that read a kernel beside the forward pass, which its gradient comes after anyway. An
 * update before the last of them would have to copy the kernel. Vectors are cheap to copy, and an
 * edge on any reader keeps TensorFlow from fusing it.
 */
function backwardReaders(graph: GraphBuilder, value: NodeOutput): string[] {
  const backwardOps = [
    'Conv2DBackpropInput',
    'DepthwiseConv2dNativeBackpropInput',
    'BatchMatMulV2',
  ];
  return graph.nodes
    .filter(({ op, inputs }) => backwardOps.includes(op) && inputs.includes(value))
    .map(({ name }) => name);
}
