import { tf, type Tf } from '../backend.js';
import type { HostTensor, TensorMap } from '../../weights/tensor-map.js';
import type { PassCall } from '../training-state.js';
import { clipGradients, trainableNames } from '../training-step.js';
import type { CompileContext } from './compiled-functions.js';
import { typeAttribute, type NodeOutput } from './graph.js';
import { record } from './recorder.js';
import { addResult, addUpdates, recordPass, type StepGraphOptions } from './step-graph.js';

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
    const bound = [...sums].map(([name, sum]) => [sum, accumulated(name)] as const);
    return record(graph, bound, (outputOf) => {
      const gradients = clipGradients(options, sums);
      const updated = addUpdates(context, options, scalarNames, (name) =>
        outputOf(gradients.get(name) as Tf.Tensor),
      );
      return addClearing(context, [...sums.keys()], updated);
    });
  });
}

/** Adds the emptying of the accumulators. @returns a scalar that has run when that and `after` have */
function addClearing(
  { graph, variables }: CompileContext,
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
  return graph.add('Identity', [graph.scalar(0)], { T: dtype }, { after: [...after, ...cleared] });
}
