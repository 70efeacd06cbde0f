/** A square within an image, all as shares of its side: the side of the square, and where it lies. */
export interface CropView {
  readonly side: number;
  /** Of the space that the square leaves: 0 for the top or left edge, 1 for the other. */
  readonly top: number;
  readonly left: number;
  readonly mirrored: boolean;
}

/** 224 of 256 pixels, as He et al. 2016 crop. */
const cropSide = 7 / 8;

/** Centre and corners (Krizhevsky et al. 2012), the centre first. */
export const fiveCropViews: readonly CropView[] = [
  [0.5, 0.5],
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
].map(([top = 0, left = 0]) => ({ side: cropSide, top, left, mirrored: false }));

export const tenCropViews: readonly CropView[] = [
  ...fiveCropViews,
  ...fiveCropViews.map((view) => ({ ...view, mirrored: true })),
];

/** The centre, nearer and nearer: the network keeps its input size, so that what changes is scale. */
export const multiScaleViews: readonly CropView[] = [1, 7 / 8, 3 / 4].map((side) => ({
  side,
  top: 0.5,
  left: 0.5,
  mirrored: false,
}));

/**
 * A square of each image, enlarged to the image's size: bilinear between pixel centres, edges held.
 *
 * @param images uint8 [count, size, size, 3]
 */
export function cropView(images: Uint8Array, sizePx: number, view: CropView): Uint8Array {
  const rows = sampleAxis(sizePx, view.side, view.top, false);
  const columns = sampleAxis(sizePx, view.side, view.left, view.mirrored);
  const cropped = new Uint8Array(images.length);
  const rowBytes = sizePx * 3;
  let target = 0;
  for (let start = 0; start < images.length; start += sizePx * rowBytes) {
    for (const row of rows) {
      const [above, below] = [start + row.low * rowBytes, start + row.high * rowBytes];
      for (const { low, high, share } of columns) {
        for (let channel = 0; channel < 3; channel++) {
          const [left, right] = [3 * low + channel, 3 * high + channel];
          const upper = mix(images[above + left], images[above + right], share);
          const lower = mix(images[below + left], images[below + right], share);
          cropped[target++] = Math.round(mix(upper, lower, row.share));
        }
      }
    }
  }
  return cropped;
}

/** The two pixels that a sample lies between, and how far it is towards the second. */
interface Sample {
  readonly low: number;
  readonly high: number;
  readonly share: number;
}

function sampleAxis(sizePx: number, side: number, offset: number, reversed: boolean): Sample[] {
  const start = sizePx * (1 - side) * offset;
  const samples = Array.from({ length: sizePx }, (_, i): Sample => {
    const at = Math.min(sizePx - 1, Math.max(0, start + (i + 0.5) * side - 0.5));
    const low = Math.floor(at);
    return { low, high: Math.min(sizePx - 1, low + 1), share: at - low };
  });
  return reversed ? samples.reverse() : samples;
}

function mix(from = 0, to = 0, share: number): number {
  return from + (to - from) * share;
}
