import type { ConstantTensor } from '@crossfold/graph';
import type { Feeds } from '@crossfold/graph/tensorflow';
import { augmentationArrays } from '../batch-augmentation.js';
import { permutedLabels } from '../mixing.js';
import type { StepScalars } from '../optimiser/update-rule.js';
import type { BatchMixing } from '../training-session.js';
import type { PassCall } from '../training-state.js';

/** One call of a step. */
export interface StepCall extends PassCall {
  readonly scalars: StepScalars;
}

/** What a recorded pass is fed with, by the names of its inputs. */
export function passFeeds(
  { batch, randomKey, share, classTerms }: PassCall,
  sizePx: number,
): Feeds {
  const { images, labels, augmentation, mixing } = batch;
  const count = labels.length;
  const feeds = new Map<string, ConstantTensor>([
    ['images', { dtype: 'uint8', shape: [count, sizePx, sizePx, 3], data: images }],
    ['labels', { dtype: 'int32', shape: [count], data: labels }],
    ['randomKey', { dtype: 'int32', shape: [2], data: randomKey }],
  ]);
  const { weights, shifts } = classTerms;
  feeds.set('classWeights', vectorFeed(weights));
  if (shifts !== null) feeds.set('classShifts', vectorFeed(shifts));
  if (share !== null) feeds.set('share', scalarFeed(share));
  for (const { name, width, data } of augmentation ? augmentationArrays(augmentation) : []) {
    feeds.set(name, { dtype: 'float32', shape: [count, width], data });
  }
  for (const [name, value] of mixing ? mixingFeeds(mixing, labels) : []) feeds.set(name, value);
  return feeds;
}

export function scalarFeeds(scalars: StepScalars): Feeds {
  return new Map(Object.entries(scalars).map(([name, value]) => [name, scalarFeed(value)]));
}

export function stepFeeds(call: StepCall, sizePx: number): Feeds {
  return new Map([...passFeeds(call, sizePx), ...scalarFeeds(call.scalars)]);
}

function vectorFeed(data: Float32Array): ConstantTensor {
  return { dtype: 'float32', shape: [data.length], data };
}

function scalarFeed(value: number): ConstantTensor {
  return { dtype: 'float32', shape: [], data: Float32Array.of(value) };
}

function mixingFeeds(mixing: BatchMixing, labels: Int32Array): Feeds {
  const { permutation, boxes, pixelLambdas, lambdas } = mixing;
  const shape = [labels.length];
  const classes = permutedLabels(mixing, labels);
  return new Map<string, ConstantTensor>([
    ['permutation', { dtype: 'int32', shape, data: permutation }],
    ['permutedLabels', { dtype: 'int32', shape, data: classes }],
    ['boxes', { dtype: 'float32', shape: [labels.length, 4], data: boxes }],
    ['pixelLambdas', { dtype: 'float32', shape, data: pixelLambdas }],
    ['lambdas', { dtype: 'float32', shape, data: lambdas }],
  ]);
}
