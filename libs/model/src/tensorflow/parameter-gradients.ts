import type { HostTensor, TensorMap } from '@crossfold/graph';
import { tf, type Tf } from '@crossfold/graph/tensorflow';
import type { TrainingBatch, TrainingSessionOptions } from './training-session.js';
import {
  classTermsOf,
  initialState,
  randomKey,
  uploadCall,
  uploadVariables,
} from './training-state.js';
import { clipGradients, computeStep, trainableNames } from './training-step.js';

export interface ParameterGradients {
  readonly loss: number;
  /** Of the trainable parameters, by name. */
  readonly gradients: TensorMap;
  /** What the moving statistics would become. */
  readonly movingStatistics: TensorMap;
}

/** What the next training step would compute, without taking it: for checks against references. */
export function parameterGradients(
  options: TrainingSessionOptions,
  batch: TrainingBatch,
): ParameterGradients {
  const variables = uploadVariables(initialState(options), trainableNames(options));
  const found: { result?: ParameterGradients } = {};
  tf.tidy(() => {
    const { imageSizePx } = options.classifier;
    const key = randomKey(options.seed, options.stepsDone + 1);
    const call = { batch, randomKey: key, share: null, classTerms: classTermsOf(options) };
    const outputs = computeStep(options, variables, uploadCall(call, imageSizePx));
    found.result = {
      loss: outputs.loss.dataSync()[0] as number,
      gradients: download(clipGradients(options, outputs.gradients)),
      movingStatistics: download(outputs.movingStatistics),
    };
    tf.dispose([...outputs.movingStatistics.values()]);
  });
  tf.dispose([...variables.values()]);
  return found.result as ParameterGradients;
}

function download(tensors: ReadonlyMap<string, Tf.Tensor>): TensorMap {
  return new Map(
    [...tensors].map(([name, tensor]): [string, HostTensor] => [
      name,
      { shape: tensor.shape, data: Float32Array.from(tensor.dataSync()) },
    ]),
  );
}
