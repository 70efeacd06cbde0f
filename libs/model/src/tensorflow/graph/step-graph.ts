import { tf, type Tf } from '../backend.js';
import { namedTensors } from '../batch-augmentation.js';
import { slotName } from '../../weights/slots.js';
import type { UpdateRule } from '../optimiser/update-rule.js';
import { uploadCall, uploadVariables, type PassCall } from '../training-state.js';
import {
  advanceLossScale,
  lossScaleName,
  unscaleGradients,
  type LossScaling,
} from '../loss-scaling.js';
import {
  clipGradients,
  computeStep,
  kernelNames,
  rateScaleOf,
  trainableNames,
  type StepDefinition,
  type StepInputs,
  type StepOutputs,
} from '../training-step.js';
import type { CompileContext } from './compiled-functions.js';
import type { GraphBuilder } from './graph-builder.js';
import { typeAttribute, type NodeOutput } from './graph.js';
import { record, type OutputOf } from './recorder.js';
import type { StepCall } from './step-feeds.js';
import { addGate, joinGate } from './update-gate.js';

export interface StepGraphOptions extends StepDefinition {
  readonly rule: UpdateRule;
  readonly lossScaling: LossScaling | null;
}

/**
 * Records a training step together with what it changes: parameters, slots, moving statistics.
 *
 * @param call decides the shapes; its values leave no trace
 * @returns float32 [2]: the loss, and the number of images classified correctly; [6] with the state
 *   of the loss scale behind them
 */
export function compileStep(
  options: StepGraphOptions,
  call: StepCall,
  context: CompileContext,
): NodeOutput {
  return recordPass(options, call, context, (outputs, outputOf) => {
    const { gradients, lossScale } = outputs;
    const target = { gradients, lossScale, scalarNames: Object.keys(call.scalars) };
    const { updated, nextScale } = addAllUpdates(context, options, target, outputOf);
    return addResult(context, outputs, outputOf, updated, nextScale);
  });
}

/** What all updates of a step are made from. */
interface UpdateSource {
  /** Not clipped; of the scaled loss, where it is scaled. */
  readonly gradients: ReadonlyMap<string, Tf.Tensor>;
  /** Float32 [4]; null where the loss is not scaled. */
  readonly lossScale: Tf.Tensor1D | null;
  readonly scalarNames: readonly string[];
}

interface AddedUpdates {
  /** Nodes after which all is done. */
  readonly updated: readonly string[];
  /** The state of the loss scale after the step; empty where there is none. */
  readonly nextScale: readonly Tf.Scalar[];
}

/** Adds the optimiser's update of all trained parameters; with a scaled loss only if it is finite. */
export function addAllUpdates(
  context: CompileContext,
  options: StepGraphOptions,
  { gradients, lossScale, scalarNames }: UpdateSource,
  outputOf: OutputOf,
): AddedUpdates {
  const { lossScaling } = options;
  if (lossScaling === null || lossScale === null) {
    const clipped = clipGradients(options, gradients);
    const gradientOf = (name: string) => outputOf(clipped.get(name) as Tf.Tensor);
    return { updated: addUpdates(context, options, scalarNames, gradientOf), nextScale: [] };
  }
  const { graph, variables } = context;
  const { unscaled, isFinite } = unscaleGradients(gradients, lossScale);
  const clipped = clipGradients(options, unscaled);
  const gate = addGate(graph, outputOf(isFinite));
  const gradientOf = (name: string) => outputOf(clipped.get(name) as Tf.Tensor);
  const updated = addUpdates(context, options, scalarNames, gradientOf, [gate.open]);
  const nextScale = advanceLossScale(lossScale, isFinite, lossScaling);
  const stored = addStatistics(
    graph,
    variables,
    new Map([[lossScaleName, tf.stack(nextScale) as Tf.Tensor1D]]),
    outputOf,
  );
  return { updated: [joinGate(graph, gate, updated), ...stored], nextScale };
}

/** What a pass gives, and the state of the loss scale that it was made with. */
interface PassOutputs extends StepOutputs, Pick<StepInputs, 'lossScale'> {}

/**
 * Records the forward and backward pass of a batch or a micro-batch.
 *
 * @param use adds what becomes of its outputs
 */
export function recordPass(
  options: StepGraphOptions,
  call: PassCall,
  context: CompileContext,
  use: (outputs: PassOutputs, outputOf: OutputOf) => NodeOutput,
): NodeOutput {
  return recordOnBatch(options, call, context, ({ uploaded, stepInputs, outputOf }) => {
    const outputs = computeStep(options, uploaded, stepInputs);
    tf.dispose([...outputs.movingStatistics.values()]);
    return use({ ...outputs, lossScale: stepInputs.lossScale }, outputOf);
  });
}

interface BoundBatch {
  /** Parameters by name. */
  readonly uploaded: ReadonlyMap<string, Tf.Variable>;
  readonly stepInputs: StepInputs;
  readonly outputOf: OutputOf;
}

/** Records what `run` computes from a batch and the parameters. */
export function recordOnBatch(
  options: StepGraphOptions,
  call: PassCall,
  { inputs, variables, tensors, graph }: CompileContext,
  run: (bound: BoundBatch) => NodeOutput,
): NodeOutput {
  const names = parameterNames(options);
  const parameters = [...tensors].filter(([name]) => names.has(name));
  const uploaded = uploadVariables(new Map(parameters), trainableNames(options));
  try {
    return tf.tidy(() => {
      const { imageSizePx } = options.classifier;
      const scale = tensors.get(lossScaleName);
      const lossScale = scale ? tf.tensor1d(scale.data as Float32Array) : null;
      const stepInputs = { ...uploadCall(call, imageSizePx), lossScale };
      const bound = [
        ...(lossScale ? [[lossScale, variables.value(lossScaleName)] as const] : []),
        ...bind(inputTensors(stepInputs), (name) => inputs.get(name) as NodeOutput),
        ...bind(uploaded, (name) => variables.value(name)),
      ];
      return record(graph, bound, (outputOf) => run({ uploaded, stepInputs, outputOf }));
    });
  } finally {
    tf.dispose([...uploaded.values()]);
  }
}

function parameterNames({ classifier }: StepDefinition): ReadonlySet<string> {
  const { backbone, head } = classifier;
  return new Set([...backbone.parameters, ...head.parameters].map(({ name }) => name));
}

function inputTensors(inputs: StepInputs): Map<string, Tf.Tensor> {
  const { images, labels, randomKey, share, augmentation, mixing, classes } = inputs;
  const { weights: classWeights, shifts: classShifts } = classes;
  return new Map<string, Tf.Tensor>([
    ...Object.entries({ images, labels, randomKey, classWeights, ...mixing }),
    ...Object.entries({ ...(share && { share }), ...(classShifts && { classShifts }) }),
    ...(augmentation ? namedTensors(augmentation) : []),
  ]);
}

function bind(
  tensors: ReadonlyMap<string, Tf.Tensor>,
  outputOf: (name: string) => NodeOutput,
): [Tf.Tensor, NodeOutput][] {
  return [...tensors].map(([name, tensor]) => [tensor, outputOf(name)]);
}

/**
 * Adds the optimiser's update of every trained parameter.
 *
 * @param after nodes without which none of them may run
 * @returns the nodes after which all are done
 */
function addUpdates(
  { graph, inputs, variables }: CompileContext,
  options: StepGraphOptions,
  scalarNames: readonly string[],
  gradientOf: (name: string) => NodeOutput,
  after: readonly string[] = [],
): string[] {
  const { rule, classifier } = options;
  const kernels = kernelNames(classifier);
  const scaleOf = rateScaleOf(options);
  const scalars = Object.fromEntries(
    scalarNames.map((name) => [name, inputs.get(name) as NodeOutput]),
  );
  return trainableNames(options).map((name) => {
    const value = variables.value(name);
    const target = {
      handle: variables.handle(name),
      value,
      slotHandles: Object.fromEntries(
        rule.slots.map((slot) => [slot, variables.handle(slotName(slot, name))]),
      ),
      isKernel: kernels.has(name),
      after: [value, ...backwardReaders(graph, value), ...after],
    };
    const own = scaleRates(graph, rule, scalars, scaleOf(name));
    return rule.addNodes(graph, target, gradientOf(name), own);
  });
}

/** The scalars of a parameter whose learning rate is a share of the others'. */
function scaleRates(
  graph: GraphBuilder,
  rule: UpdateRule,
  scalars: Readonly<Record<string, NodeOutput>>,
  scale: number,
): Readonly<Record<string, NodeOutput>> {
  if (scale === 1) return scalars;
  const T = typeAttribute('float32');
  const scaled = rule.rateScalars.map((name) => [
    name,
    graph.add('Mul', [scalars[name] as NodeOutput, graph.scalar(scale)], { T }),
  ]);
  return { ...scalars, ...(Object.fromEntries(scaled) as Record<string, NodeOutput>) };
}

/** Adds the new moving statistics, and what a pass returns when these and `after` are done: `more` behind its own. */
export function addResult(
  { graph, variables }: CompileContext,
  { loss, correct, movingStatistics }: StepOutputs,
  outputOf: OutputOf,
  after: readonly string[],
  more: readonly Tf.Scalar[] = [],
): NodeOutput {
  const dtype = typeAttribute('float32');
  const assigned = addStatistics(graph, variables, movingStatistics, outputOf);
  const values = [loss, correct, ...more].map(outputOf);
  const size = { int: values.length };
  const pack = graph.add('Pack', values, { N: size, T: dtype, axis: { int: 0 } });
  return graph.add('Identity', [pack], { T: dtype }, { after: [...after, ...assigned] });
}

/** Adds the new values of moving statistics. @returns the nodes after which they are stored */
export function addStatistics(
  graph: GraphBuilder,
  variables: CompileContext['variables'],
  statistics: StepOutputs['movingStatistics'],
  outputOf: OutputOf,
): string[] {
  return [...statistics].map(([name, value]) =>
    graph.add(
      'AssignVariableOp',
      [variables.handle(name), outputOf(value)],
      { dtype: typeAttribute('float32') },
      { after: [variables.value(name)] },
    ),
  );
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
