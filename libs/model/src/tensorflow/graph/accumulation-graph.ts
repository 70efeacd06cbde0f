import { typeAttribute, type HostTensor, type TensorMap } from '@crossfold/graph';
import { tf, type Tf, type Trace } from '@crossfold/graph/tensorflow';
import { computeStep, trainableNames } from '../training-step.js';
import { addAllUpdates, addStatistics } from './step-updates.js';
import {
  readLossScaleState,
  readPass,
  type NamedTensors,
  type StepGraphOptions,
} from './traced-pass.js';

const accumulatorPrefix = 'gradient/';

/** Name of the variable that sums up the gradients of a parameter. Zero between steps. */
function accumulatorName(parameter: string): string {
  return `${accumulatorPrefix}${parameter}`;
}

export function isAccumulator(name: string): boolean {
  return name.startsWith(accumulatorPrefix);
}

/** The state with an empty accumulator for each trained parameter. */
export function withAccumulators(options: StepGraphOptions, state: TensorMap): TensorMap {
  const accumulators = trainableNames(options).map((name): [string, HostTensor] => {
    const { shape, data } = state.get(name) as HostTensor;
    return [accumulatorName(name), { shape, data: new Float32Array(data.length) }];
  });
  return new Map([...state, ...accumulators]);
}

/**
 * The pass of one micro-batch: its gradients are added to the accumulators, and the moving
 * statistics move.
 *
 * @returns its share of the loss, and the number of images classified correctly
 */
export function traceAccumulation(options: StepGraphOptions, inputs: NamedTensors, trace: Trace) {
  const { parameters, stepInputs } = readPass(options, inputs, trace);
  const outputs = computeStep(options, parameters, stepInputs);
  const { loss, correct, gradients, movingStatistics } = outputs;
  tf.dispose([...movingStatistics.values()]);
  const dtype = typeAttribute('float32');
  const added = [...gradients].map(([name, gradient]) => {
    const handle = trace.handleOf(accumulatorName(name));
    return trace.graph.add('AssignAddVariableOp', [handle, trace.outputOf(gradient)], { dtype });
  });
  trace.update(added);
  addStatistics(trace, movingStatistics);
  return { loss, correct };
}

/**
 * The update from what the accumulators hold, which empties them.
 *
 * @param inputs what the update rule reads
 * @returns the state of the loss scale, float32 [4]; empty where there is none
 */
export function traceApplication(options: StepGraphOptions, inputs: NamedTensors, trace: Trace) {
  const names = trainableNames(options);
  const gradients = new Map(
    names.map((name): [string, Tf.Tensor] => [name, trace.variable(accumulatorName(name))]),
  );
  const lossScale = readLossScaleState(trace);
  const updated = addAllUpdates(options, { gradients, lossScale, inputs }, trace);
  for (const name of names) addClearing(trace, accumulatorName(name));
  return { lossScale: updated };
}

/** Adds the emptying of an accumulator. */
function addClearing({ graph, handleOf, valueOf, update }: Trace, accumulator: string): void {
  const T = typeAttribute('float32');
  const read = valueOf(accumulator);
  const zeros = graph.add('ZerosLike', [read], { T });
  const handle = handleOf(accumulator);
  update([graph.add('AssignVariableOp', [handle, zeros], { dtype: T }, { after: [read] })]);
}
