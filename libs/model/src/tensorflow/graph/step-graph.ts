import { tf, type Tf } from '../backend.js';
import { namedTensors } from '../batch-augmentation.js';
import { slotName } from '../../weights/slots.js';
import type { UpdateRule } from '../optimiser/update-rule.js';
import { uploadCall, uploadVariables, type PassCall } from '../training-state.js';
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

export interface StepGraphOptions extends StepDefinition {
  readonly rule: UpdateRule;
}

/**
 * Records a training step together with what it changes: parameters, slots, moving statistics.
 *
 * @param call decides the shapes; its values leave no trace
 * @returns float32 [2]: the loss, and the number of images classified correctly
 */
export function compileStep(
  options: StepGraphOptions,
  call: StepCall,
  context: CompileContext,
): NodeOutput {
  return recordPass(options, call, context, (outputs, outputOf) => {
    const gradients = clipGradients(options, outputs.gradients);
    const updated = addUpdates(context, options, Object.keys(call.scalars), (name) =>
      outputOf(gradients.get(name) as Tf.Tensor),
    );
    return addResult(context, outputs, outputOf, updated);
  });
}

/**
 * Records the forward and backward pass of a batch or a micro-batch.
 *
 * @param use adds what becomes of its outputs
 */
export function recordPass(
  options: StepGraphOptions,
  call: PassCall,
  context: CompileContext,
  use: (outputs: StepOutputs, outputOf: OutputOf) => NodeOutput,
): NodeOutput {
  return recordOnBatch(options, call, context, ({ uploaded, stepInputs, outputOf }) => {
    const outputs = computeStep(options, uploaded, stepInputs);
    tf.dispose([...outputs.movingStatistics.values()]);
    return use(outputs, outputOf);
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
      const stepInputs = uploadCall(call, imageSizePx);
      const bound = [
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
 * @returns the nodes after which all are done
 */
export function addUpdates(
  { graph, inputs, variables }: CompileContext,
  options: StepGraphOptions,
  scalarNames: readonly string[],
  gradientOf: (name: string) => NodeOutput,
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
      after: [value, ...backwardReaders(graph, value)],
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

/** Adds the new moving statistics, and what a pass returns when these and `after` are done. */
export function addResult(
  { graph, variables }: CompileContext,
  { loss, correct, movingStatistics }: StepOutputs,
  outputOf: OutputOf,
  after: readonly string[],
): NodeOutput {
  const dtype = typeAttribute('float32');
  const assigned = addStatistics(graph, variables, movingStatistics, outputOf);
  const metrics = [loss, correct].map(outputOf);
  const pack = graph.add('Pack', metrics, { N: { int: 2 }, T: dtype, axis: { int: 0 } });
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
