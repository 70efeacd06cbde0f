import type { Feed } from '@crossfold/graph/tensorflow';
import { augmentationArrays } from '../augmentations/batch-augmentation.js';
import { permutedLabels } from '../mixing.js';
import type { StepScalars } from '../optimisers/update-rule.js';
import type { BatchMixing } from '../training-session.js';
import type { PassCall } from '../training-state.js';

/** Values of the inputs of a traced function by their names. */
type NamedFeeds = Readonly<Record<string, Feed>>;

/** What a traced pass is fed with, by the names of its inputs. */
export function passFeeds(
  { batch, randomKey, share, classTerms }: PassCall,
  sizePx: number,
): NamedFeeds {
  const { images, labels, augmentation, mixing } = batch;
  const count = labels.length;
  const { weights, shifts } = classTerms;
  const arrays = augmentation ? augmentationArrays(augmentation, count) : [];
  return {
    images: { shape: [count, sizePx, sizePx, 3], data: images },
    labels: { shape: [count], data: labels },
    randomKey: { shape: [2], data: randomKey },
    classWeights: vectorFeed(weights),
    ...(shifts && { classShifts: vectorFeed(shifts) }),
    ...(share !== null && { share: scalarFeed(share) }),
    ...Object.fromEntries(
      arrays.map(({ name, width, data }) => [name, { shape: [count, width], data }]),
    ),
    ...(mixing && mixingFeeds(mixing, labels)),
  };
}

export function scalarFeeds(scalars: StepScalars): NamedFeeds {
  return Object.fromEntries(
    Object.entries(scalars).map(([name, value]) => [name, scalarFeed(value)]),
  );
}

function vectorFeed(data: Float32Array): Feed {
  return { shape: [data.length], data };
}

function scalarFeed(value: number): Feed {
  return { shape: [], data: Float32Array.of(value) };
}

function mixingFeeds(mixing: BatchMixing, labels: Int32Array): NamedFeeds {
  const { permutation, boxes, pixelLambdas, lambdas } = mixing;
  const shape = [labels.length];
  return {
    permutation: { shape, data: permutation },
    permutedLabels: { shape, data: permutedLabels(mixing, labels) },
    boxes: { shape: [labels.length, 4], data: boxes },
    pixelLambdas: { shape, data: pixelLambdas },
    lambdas: { shape, data: lambdas },
  };
}
