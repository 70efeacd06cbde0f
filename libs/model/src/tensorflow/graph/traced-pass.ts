import type { Trace, Tf } from '@crossfold/graph/tensorflow';
import { readAugmentation } from '../augmentations/batch-augmentation.js';
import { lossScaleName, type LossScaling } from '../loss-scaling.js';
import { readMixing } from '../mixing.js';
import type { UpdateRule } from '../optimisers/update-rule.js';
import type { StepDefinition, StepInputs } from '../training-step.js';

export interface StepGraphOptions extends StepDefinition {
  readonly rule: UpdateRule;
  readonly lossScaling: LossScaling | null;
}

/** The inputs of a traced function by their names. */
export type NamedTensors = Readonly<Record<string, Tf.Tensor>>;

/** A batch or a micro-batch inside a trace. */
export interface TracedPass {
  readonly parameters: ReadonlyMap<string, Tf.Variable>;
  readonly stepInputs: StepInputs;
}

/** @param inputs as `passFeeds` names them */
export function readPass(
  { classifier }: StepDefinition,
  inputs: NamedTensors,
  trace: Trace,
): TracedPass {
  const { backbone, head } = classifier;
  const names = [...backbone.parameters, ...head.parameters].map(({ name }) => name);
  const { images, labels, randomKey, classWeights, classShifts, share } = inputs;
  return {
    parameters: new Map(names.map((name) => [name, trace.variable(name)])),
    stepInputs: {
      images: images as Tf.Tensor4D,
      labels: labels as Tf.Tensor1D,
      randomKey: randomKey as Tf.Tensor1D,
      classes: {
        weights: classWeights as Tf.Tensor1D,
        shifts: (classShifts as Tf.Tensor1D | undefined) ?? null,
      },
      share: (share as Tf.Scalar | undefined) ?? null,
      augmentation: readAugmentation(inputs),
      mixing: readMixing(inputs),
      lossScale: readLossScaleState(trace),
    },
  };
}

/** Float32 [4]; null where the loss is not scaled. */
export function readLossScaleState(trace: Trace): Tf.Tensor1D | null {
  if (!trace.hasVariable(lossScaleName)) return null;
  return trace.variable(lossScaleName) as unknown as Tf.Tensor1D;
}
