import { typeAttribute, type GraphBuilder, type NodeOutput } from '@crossfold/graph';
import { tf, addGate, joinGate, type Tf, type Trace } from '@crossfold/graph/tensorflow';
import { slotName } from '../../slots.js';
import { advanceLossScale, lossScaleName, unscaleGradients } from '../loss-scaling.js';
import type { UpdateRule } from '../optimisers/update-rule.js';
import {
  clipGradients,
  kernelNames,
  rateScaleOf,
  trainableNames,
  type StepOutputs,
} from '../training-step.js';
import type { NamedTensors, StepGraphOptions } from './traced-pass.js';

/** What all updates of a step are made from. */
interface UpdateSource {
  /** Not clipped; of the scaled loss, where it is scaled. */
  readonly gradients: ReadonlyMap<string, Tf.Tensor>;
  /** Float32 [4]; null where the loss is not scaled. */
  readonly lossScale: Tf.Tensor1D | null;
  /** Of the traced function: they hold what the update rule reads. */
  readonly inputs: NamedTensors;
}

/**
 * Adds the optimiser's update of all trained parameters; with a scaled loss only if it is finite.
 *
 * @returns the state of the loss scale after the step, float32 [4]; empty where there is none
 */
export function addAllUpdates(
  options: StepGraphOptions,
  { gradients, lossScale, inputs }: UpdateSource,
  trace: Trace,
): Tf.Tensor1D {
  const { lossScaling, rule } = options;
  const scalars = Object.fromEntries(
    Object.keys(rule.scalars(0, 1)).map((name) => [
      name,
      trace.outputOf(inputs[name] as Tf.Tensor),
    ]),
  );
  if (lossScaling === null || lossScale === null) {
    const clipped = clipGradients(options, gradients);
    trace.update(addUpdates(options, { gradients: clipped, scalars, after: [] }, trace));
    return tf.tensor1d([]);
  }
  const { unscaled, isFinite } = unscaleGradients(gradients, lossScale);
  const clipped = clipGradients(options, unscaled);
  const gate = addGate(trace.graph, trace.outputOf(isFinite));
  const updated = addUpdates(options, { gradients: clipped, scalars, after: [gate.open] }, trace);
  trace.update([joinGate(trace.graph, gate, updated)]);
  const next = tf.stack(advanceLossScale(lossScale, isFinite, lossScaling)) as Tf.Tensor1D;
  addStatistics(trace, new Map([[lossScaleName, next]]));
  return next;
}

interface Updates {
  readonly gradients: ReadonlyMap<string, Tf.Tensor>;
  readonly scalars: Readonly<Record<string, NodeOutput>>;
  /** Nodes without which none of them may run. */
  readonly after: readonly string[];
}

/**
 * Adds the optimiser's update of every trained parameter.
 *
 * @returns the nodes after which all are done
 */
function addUpdates(
  options: StepGraphOptions,
  { gradients, scalars, after }: Updates,
  { graph, handleOf, valueOf, outputOf }: Trace,
): string[] {
  const { rule, classifier } = options;
  const kernels = kernelNames(classifier);
  const scaleOf = rateScaleOf(options);
  return trainableNames(options).map((name) => {
    const value = valueOf(name);
    const target = {
      handle: handleOf(name),
      value,
      slotHandles: Object.fromEntries(
        rule.slots.map((slot) => [slot, handleOf(slotName(slot, name))]),
      ),
      isKernel: kernels.has(name),
      after: [value, ...backwardReaders(graph, value), ...after],
    };
    const own = scaleRates(graph, rule, scalars, scaleOf(name));
    return rule.addNodes(graph, target, outputOf(gradients.get(name) as Tf.Tensor), own);
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

/** Stores the new values of moving statistics: results of arithmetic, which need no copy. */
export function addStatistics(
  { graph, handleOf, valueOf, outputOf, update }: Trace,
  statistics: StepOutputs['movingStatistics'],
): void {
  const dtype = typeAttribute('float32');
  const stored = [...statistics].map(([name, value]) =>
    graph.add(
      'AssignVariableOp',
      [handleOf(name), outputOf(value)],
      { dtype },
      { after: [valueOf(name)] },
    ),
  );
  update(stored);
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
