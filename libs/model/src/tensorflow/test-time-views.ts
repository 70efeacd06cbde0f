import type { TestTimeAugmentation } from '@crossfold/contracts';
import {
  cropView,
  fiveCropViews,
  multiScaleViews,
  tenCropViews,
  type CropView,
} from './crop-views.js';
import { dihedralView, dihedralViews } from './dihedral-views.js';

export type { TestTimeAugmentation } from '@crossfold/contracts';

/** One way to see an image; equal ways have equal names. */
interface View {
  readonly name: string;
  readonly make: (images: Uint8Array, sizePx: number) => Uint8Array;
}

const plain: View = { name: 'plain', make: (images) => images };

const turned: readonly View[] = dihedralViews.map((view) =>
  Object.values(view).some(Boolean)
    ? {
        name: `dihedral ${JSON.stringify(view)}`,
        make: (images, sizePx) => dihedralView(images, sizePx, view),
      }
    : plain,
);

/** The whole image is no crop. */
function cropped(view: CropView): View {
  if (view.side === 1 && !view.mirrored) return plain;
  return {
    name: `crop ${JSON.stringify(view)}`,
    make: (images, sizePx) => cropView(images, sizePx, view),
  };
}

const viewsOf = {
  none: [plain],
  dihedral8: turned,
  fiveCrop: fiveCropViews.map(cropped),
  tenCrop: tenCropViews.map(cropped),
  multiScale: multiScaleViews.map(cropped),
} as const satisfies Record<TestTimeAugmentation, readonly View[]>;

interface TestTimeViewSets {
  /** One array of the shape of the images for each view that differs. */
  readonly views: readonly Uint8Array[];
  /** Of each set, which of them it is the mean of. */
  readonly sets: readonly (readonly number[])[];
}

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
  return viewsOf[augmentation].map(({ make }) => make(images, sizePx));
}

/** The same for several sets of views: one that several sets have is made once. */
export function testTimeViewSets(
  images: Uint8Array,
  sizePx: number,
  sets: readonly TestTimeAugmentation[],
): TestTimeViewSets {
  const distinct = distinctViews(sets);
  const names = distinct.map(({ name }) => name);
  return {
    views: distinct.map(({ make }) => make(images, sizePx)),
    sets: sets.map((set) => viewsOf[set].map(({ name }) => names.indexOf(name))),
  };
}

function distinctViews(sets: readonly TestTimeAugmentation[]): View[] {
  const all: readonly View[] = sets.flatMap((set) => viewsOf[set]);
  return [...new Map(all.map((view) => [view.name, view])).values()];
}
