import { typeAttribute, type NodeOutput } from '@crossfold/graph';
import type { Tf, CompileContext, OutputOf } from '@crossfold/graph/tensorflow';
import type { StepOutputs } from '../training-step.js';
import { recordPass, type StepGraphOptions } from './record-pass.js';
import type { StepCall } from './step-feeds.js';
import { addAllUpdates, addStatistics } from './step-updates.js';

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
