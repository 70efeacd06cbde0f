import { typeAttribute, type GraphBuilder, type NodeOutput } from '@crossfold/graph';
import {
  tf,
  addGate,
  joinGate,
  type Tf,
  type CompileContext,
  type OutputOf,
} from '@crossfold/graph/tensorflow';
import { slotName } from '../../slots.js';
import { advanceLossScale, lossScaleName, unscaleGradients } from '../loss-scaling.js';
import type { UpdateRule } from '../optimiser/update-rule.js';
import {
  clipGradients,
  kernelNames,
  rateScaleOf,
  trainableNames,
  type StepOutputs,
} from '../training-step.js';
import type { StepGraphOptions } from './record-pass.js';

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
