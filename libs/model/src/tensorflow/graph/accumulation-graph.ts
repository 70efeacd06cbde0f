import { typeAttribute, type HostTensor, type TensorMap, type NodeOutput } from '@crossfold/graph';
import { tf, record, type Tf, type CompileContext } from '@crossfold/graph/tensorflow';
import { lossScaleName } from '../loss-scaling.js';
import type { PassCall } from '../training-state.js';
import { trainableNames } from '../training-step.js';
import { recordPass, type StepGraphOptions } from './record-pass.js';
import { addResult } from './step-graph.js';
import { addAllUpdates } from './step-updates.js';

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
 * Records the pass of one micro-batch: its gradients are added to the accumulators, and the moving
 * statistics move.
 *
 * @returns float32 [2]: its share of the loss, and the number of images classified correctly
 */
export function compileAccumulation(
  options: StepGraphOptions,
  call: PassCall,
  context: CompileContext,
): NodeOutput {
  const dtype = typeAttribute('float32');
  return recordPass(options, call, context, (outputs, outputOf) => {
    const added = [...outputs.gradients].map(([name, gradient]) => {
      const handle = context.variables.handle(accumulatorName(name));
      return context.graph.add('AssignAddVariableOp', [handle, outputOf(gradient)], { dtype });
    });
    return addResult(context, outputs, outputOf, added);
  });
}

/**
 * Records the update from what the accumulators hold, and empties them.
 *
 * @param scalarNames of what the update rule reads
 * @returns float32 [4], the state of the loss scale; of no use where there is none
 */
export function compileApplication(
  options: StepGraphOptions,
  scalarNames: readonly string[],
  context: CompileContext,
): NodeOutput {
  const { graph, variables, tensors } = context;
  const accumulated = (name: string) => variables.value(accumulatorName(name));
  return tf.tidy(() => {
    const sums = new Map(
      trainableNames(options).map((name): [string, Tf.Tensor] => [
        name,
        tf.zeros([...(tensors.get(name) as HostTensor).shape]),
      ]),
    );
    const scale = tensors.get(lossScaleName);
    const lossScale = scale ? tf.tensor1d(scale.data as Float32Array) : null;
    const bound: [Tf.Tensor, NodeOutput][] = [
      ...[...sums].map(([name, sum]): [Tf.Tensor, NodeOutput] => [sum, accumulated(name)]),
    ];
    if (lossScale) bound.push([lossScale, variables.value(lossScaleName)]);
    return record(graph, bound, (outputOf) => {
      const source = { gradients: sums, lossScale, scalarNames };
      const { updated, nextScale } = addAllUpdates(context, options, source, outputOf);
      const result = nextScale.length > 0 ? outputOf(tf.stack([...nextScale])) : graph.scalar(0);
      return addClearing(context, result, [...sums.keys()], updated);
    });
  });
}

/** Adds the emptying of the accumulators. @returns `result` when that and `after` are done */
function addClearing(
  { graph, variables }: CompileContext,
  result: NodeOutput,
  parameters: readonly string[],
  after: readonly string[],
): NodeOutput {
  const dtype = typeAttribute('float32');
  const cleared = parameters.map((name) => {
    const read = variables.value(accumulatorName(name));
    const zeros = graph.add('ZerosLike', [read], { T: dtype });
    const handle = variables.handle(accumulatorName(name));
    return graph.add('AssignVariableOp', [handle, zeros], { dtype }, { after: [read] });
  });
  return graph.add('Identity', [result], { T: dtype }, { after: [...after, ...cleared] });
}
