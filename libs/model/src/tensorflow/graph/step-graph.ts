import { tf, type Trace } from '@crossfold/graph/tensorflow';
import { computeStep } from '../training-step.js';
import { addAllUpdates, addStatistics } from './step-updates.js';
import { readPass, type NamedTensors, type StepGraphOptions } from './traced-pass.js';

/**
 * A training step together with what it changes: parameters, slots, moving statistics.
 *
 * @returns the loss, the number of images classified correctly, and the state of the loss scale,
 *   float32 [4], empty where there is none
 */
export function traceStep(options: StepGraphOptions, inputs: NamedTensors, trace: Trace) {
  const { parameters, stepInputs } = readPass(options, inputs, trace);
  const outputs = computeStep(options, parameters, stepInputs);
  const { gradients, loss, correct, movingStatistics } = outputs;
  tf.dispose([...movingStatistics.values()]);
  const { lossScale } = stepInputs;
  const updated = addAllUpdates(options, { gradients, lossScale, inputs }, trace);
  addStatistics(trace, movingStatistics);
  return { loss, correct, lossScale: updated };
}
