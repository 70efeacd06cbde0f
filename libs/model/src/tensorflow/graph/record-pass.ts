import type { NodeOutput } from '@crossfold/graph';
import {
  tf,
  record,
  type Tf,
  type CompileContext,
  type OutputOf,
} from '@crossfold/graph/tensorflow';
import { namedTensors } from '../batch-augmentation.js';
import { lossScaleName, type LossScaling } from '../loss-scaling.js';
import type { UpdateRule } from '../optimiser/update-rule.js';
import { uploadCall, uploadVariables, type PassCall } from '../training-state.js';
import {
  computeStep,
  trainableNames,
  type StepDefinition,
  type StepInputs,
  type StepOutputs,
} from '../training-step.js';

export interface StepGraphOptions extends StepDefinition {
  readonly rule: UpdateRule;
  readonly lossScaling: LossScaling | null;
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
