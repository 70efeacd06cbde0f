import { tf, type Tf } from '@crossfold/graph/tensorflow';

/** How the images of a batch are changed, one row for each. */
export interface BatchAugmentation {
  /** [batch, 8]: output to input coordinates. */
  readonly transforms: Float32Array;
  /** [batch, 4]: top, left, bottom, right of the blanked box in pixels; empty for none. */
  readonly cutouts: Float32Array;
  /** [batch, 4]: brightness, contrast, saturation, hue; left out for none. */
  readonly colours?: Float32Array | null;
  /** [batch, 16] for each operation of RandAugment; left out for none. */
  readonly operations?: readonly Float32Array[];
}

/** The same on the device. */
export interface AugmentationTensors {
  readonly transforms: Tf.Tensor2D;
  readonly cutouts: Tf.Tensor2D;
  readonly colours: Tf.Tensor2D | null;
  readonly operations: readonly Tf.Tensor2D[];
}

const widths = { transforms: 8, cutouts: 4, colours: 4, operation: 16 } as const;
const operationName = (index: number) => `operation${index}`;

/** The arrays of a batch by the names that a traced step knows them by, each [batch, width]. */
export function augmentationArrays(
  augmentation: BatchAugmentation,
): { readonly name: string; readonly width: number; readonly data: Float32Array }[] {
  const { transforms, cutouts, colours, operations = [] } = augmentation;
  return [
    { name: 'transforms', width: widths.transforms, data: transforms },
    { name: 'cutouts', width: widths.cutouts, data: cutouts },
    ...(colours ? [{ name: 'colours', width: widths.colours, data: colours }] : []),
    ...operations.map((data, i) => ({ name: operationName(i), width: widths.operation, data })),
  ];
}

/** The tensors by the same names; null where there are none. */
export function readAugmentation(
  named: Readonly<Record<string, Tf.Tensor>>,
): AugmentationTensors | null {
  const { transforms, cutouts, colours } = named;
  if (!transforms || !cutouts) return null;
  const operations: Tf.Tensor2D[] = [];
  for (let i = 0; named[operationName(i)]; i++) {
    operations.push(named[operationName(i)] as Tf.Tensor2D);
  }
  return {
    transforms: transforms as Tf.Tensor2D,
    cutouts: cutouts as Tf.Tensor2D,
    colours: (colours as Tf.Tensor2D | undefined) ?? null,
    operations,
  };
}

export function uploadAugmentation(
  { transforms, cutouts, colours, operations = [] }: BatchAugmentation,
  images: number,
): AugmentationTensors {
  const upload = (data: Float32Array, width: number) => tf.tensor2d(data, [images, width]);
  return {
    transforms: upload(transforms, widths.transforms),
    cutouts: upload(cutouts, widths.cutouts),
    colours: colours ? upload(colours, widths.colours) : null,
    operations: operations.map((data) => upload(data, widths.operation)),
  };
}

/** Of the images from `start` up to `end`. */
export function sliceAugmentation(
  { transforms, cutouts, colours, operations = [] }: BatchAugmentation,
  start: number,
  end: number,
): BatchAugmentation {
  const rows = (data: Float32Array, width: number) => data.subarray(start * width, end * width);
  return {
    transforms: rows(transforms, widths.transforms),
    cutouts: rows(cutouts, widths.cutouts),
    colours: colours ? rows(colours, widths.colours) : null,
    operations: operations.map((data) => rows(data, widths.operation)),
  };
}

/** Which arrays a batch brings. */
export interface AugmentationKind {
  readonly hasColours: boolean;
  /** Operations of RandAugment. */
  readonly operations: number;
}

export function emptyAugmentation(images: number, kind: AugmentationKind): BatchAugmentation {
  const zeros = (width: number) => new Float32Array(images * width);
  return {
    transforms: zeros(widths.transforms),
    cutouts: zeros(widths.cutouts),
    colours: kind.hasColours ? zeros(widths.colours) : null,
    operations: Array.from({ length: kind.operations }, () => zeros(widths.operation)),
  };
}
