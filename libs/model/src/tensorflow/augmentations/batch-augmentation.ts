import type { AugmentationConfig, AugmentationName } from '@crossfold/contracts';
import { tf, type Tf } from '@crossfold/graph/tensorflow';
import type { Augmentation, ImageKey } from './augmentation.js';
import { augmentationNames, augmentations } from './augmentations.js';

/** How the images of a batch are changed: [batch, width] by name of the row. */
export type BatchAugmentation = Readonly<Partial<Record<AugmentationName, Float32Array>>>;

/** The same on the device. */
export type AugmentationTensors = Readonly<Partial<Record<AugmentationName, Tf.Tensor2D>>>;

/** Numbers of an image of each row that a batch brings. */
export type AugmentationWidths = Readonly<Partial<Record<AugmentationName, number>>>;

/** A row whose policy is the whole of a configuration. */
function rowOf(name: AugmentationName): Augmentation<AugmentationConfig> {
  return augmentations[name] as Augmentation<AugmentationConfig>;
}

/** One entry for each row, in the order in which they are applied; null for one that is left out. */
function byRow<T>(
  valueOf: (name: AugmentationName) => T | null,
): Partial<Record<AugmentationName, T>> {
  const entries = augmentationNames.flatMap((name): [AugmentationName, T][] => {
    const value = valueOf(name);
    return value === null ? [] : [[name, value]];
  });
  return Object.fromEntries(entries) as Partial<Record<AugmentationName, T>>;
}

/** Which rows a policy asks for. */
export function augmentationWidths(policy: AugmentationConfig): AugmentationWidths {
  return byRow((name) => rowOf(name).width(policy) || null);
}

/** @param samples ids of the images of a batch */
export function drawAugmentation(
  samples: readonly string[],
  key: Omit<ImageKey, 'sample'>,
  policy: AugmentationConfig,
): BatchAugmentation {
  return byRow((name) => {
    const row = rowOf(name);
    const width = row.width(policy);
    if (width === 0) return null;
    const numbers = new Float32Array(samples.length * width);
    for (const [image, sample] of samples.entries()) {
      numbers.set(row.draw({ ...key, sample }, policy), image * width);
    }
    return numbers;
  });
}

/** The arrays of a batch by the names that a traced step knows them by, each [images, width]. */
export function augmentationArrays(
  augmentation: BatchAugmentation,
  images: number,
): { readonly name: AugmentationName; readonly width: number; readonly data: Float32Array }[] {
  return augmentationNames.flatMap((name) => {
    const data = augmentation[name];
    return data ? [{ name, width: data.length / images, data }] : [];
  });
}

/** The tensors by the same names; null where there are none. */
export function readAugmentation(
  named: Readonly<Record<string, Tf.Tensor>>,
): AugmentationTensors | null {
  const found = byRow((name) => (named[name] as Tf.Tensor2D | undefined) ?? null);
  return Object.keys(found).length > 0 ? found : null;
}

export function uploadAugmentation(
  augmentation: BatchAugmentation,
  images: number,
): AugmentationTensors {
  return byRow((name) => {
    const data = augmentation[name];
    return data ? tf.tensor2d(data, [images, data.length / images]) : null;
  });
}

/** Of the images from `start` up to `end`. @param images of the whole batch */
export function sliceAugmentation(
  augmentation: BatchAugmentation,
  images: number,
  [start, end]: readonly [start: number, end: number],
): BatchAugmentation {
  return byRow((name) => {
    const data = augmentation[name];
    if (!data) return null;
    const width = data.length / images;
    return data.subarray(start * width, end * width);
  });
}

export function emptyAugmentation(images: number, widths: AugmentationWidths): BatchAugmentation {
  return byRow((name) => {
    const width = widths[name];
    return width === undefined ? null : new Float32Array(images * width);
  });
}

/** @param pixels float32 [batch, size, size, 3], RGB, 0–255 */
export function changePixels(pixels: Tf.Tensor4D, tensors: AugmentationTensors): Tf.Tensor4D {
  return augmentationNames.reduce((changed, name) => {
    const numbers = tensors[name];
    return (numbers && rowOf(name).changePixels?.(changed, numbers)) ?? changed;
  }, pixels);
}

/** @param input float32 [batch, size, size, 3], preprocessed */
export function changeInput(
  input: Tf.Tensor4D,
  tensors: AugmentationTensors,
  preprocessing: Parameters<NonNullable<Augmentation<unknown>['changeInput']>>[2],
): Tf.Tensor4D {
  return augmentationNames.reduce((changed, name) => {
    const numbers = tensors[name];
    return (numbers && rowOf(name).changeInput?.(changed, numbers, preprocessing)) ?? changed;
  }, input);
}
