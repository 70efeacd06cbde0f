import { augmentationArrays } from '../batch-augmentation.js';
import { partnerLabels } from '../mixing.js';
import type { StepScalars } from '../optimiser/update-rule.js';
import type { BatchMixing, TrainingBatch } from '../training-session.js';
import type { ConstantTensor } from './graph.js';
import type { Feeds } from './native-session.js';

/** What the forward and backward pass of one batch or micro-batch is called with. */
export interface PassCall {
  readonly batch: TrainingBatch;
  /** int32 [2] */
  readonly randomKey: Int32Array;
  /** Of a micro-batch in its batch, or of a batch in statistics; null for a batch in one piece. */
  readonly share: number | null;
}

/** One call of a step. */
export interface StepCall extends PassCall {
  readonly scalars: StepScalars;
}

/** What a recorded pass is fed with, by the names of its inputs. */
export function passFeeds({ batch, randomKey, share }: PassCall, sizePx: number): Feeds {
  const { images, labels, augmentation, mixing } = batch;
  const count = labels.length;
  const feeds = new Map<string, ConstantTensor>([
    ['images', { dtype: 'uint8', shape: [count, sizePx, sizePx, 3], data: images }],
    ['labels', { dtype: 'int32', shape: [count], data: labels }],
    ['randomKey', { dtype: 'int32', shape: [2], data: randomKey }],
  ]);
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

function scalarFeed(value: number): ConstantTensor {
  return { dtype: 'float32', shape: [], data: Float32Array.of(value) };
}

function mixingFeeds(mixing: BatchMixing, labels: Int32Array): Feeds {
  const { partners, boxes, pixelShares, labelShares } = mixing;
  const shape = [labels.length];
  const classes = partnerLabels(mixing, labels);
  return new Map<string, ConstantTensor>([
    ['partners', { dtype: 'int32', shape, data: partners }],
    ['partnerLabels', { dtype: 'int32', shape, data: classes }],
    ['boxes', { dtype: 'float32', shape: [labels.length, 4], data: boxes }],
    ['pixelShares', { dtype: 'float32', shape, data: pixelShares }],
    ['labelShares', { dtype: 'float32', shape, data: labelShares }],
  ]);
}
