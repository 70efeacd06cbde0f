import type { TestTimeAugmentation } from '@crossfold/contracts';
import { cropView, fiveCropViews, multiScaleViews, tenCropViews } from './crop-views.js';
import { dihedralView, dihedralViews } from './dihedral-views.js';

export type { TestTimeAugmentation } from '@crossfold/contracts';

type MakeView = (images: Uint8Array, sizePx: number) => Uint8Array;

const viewsOf = {
  none: [(images: Uint8Array) => images],
  dihedral8: dihedralViews.map(
    (view): MakeView =>
      (images, size) =>
        dihedralView(images, size, view),
  ),
  fiveCrop: fiveCropViews.map(
    (view): MakeView =>
      (images, size) =>
        cropView(images, size, view),
  ),
  tenCrop: tenCropViews.map(
    (view): MakeView =>
      (images, size) =>
        cropView(images, size, view),
  ),
  multiScale: multiScaleViews.map(
    (view): MakeView =>
      (images, size) =>
        cropView(images, size, view),
  ),
} as const satisfies Record<TestTimeAugmentation, readonly MakeView[]>;

/**
 * The views of images whose predictions are averaged.
 *
 * @param images uint8 [count, size, size, 3]
 * @returns one array of that shape for each view
 */
export function testTimeViews(
  images: Uint8Array,
  sizePx: number,
  augmentation: TestTimeAugmentation,
): Uint8Array[] {
  return viewsOf[augmentation].map((view) => view(images, sizePx));
}
