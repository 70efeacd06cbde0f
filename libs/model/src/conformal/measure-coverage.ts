import type { ConformalCoverage, CoverageCounts } from '@crossfold/contracts';
import { conformalSet } from './conformal-p-values.js';

/** Some of the images, by their positions. */
export interface ImageSubgroup {
  readonly attribute: string;
  readonly value: string;
  readonly images: readonly number[];
}

interface CoverageRequest {
  readonly coverage: number;
  readonly isClassConditional: boolean;
  readonly classes: number;
  /** True class of each image. */
  readonly labels: ArrayLike<number>;
  readonly subgroups: readonly ImageSubgroup[];
}

/**
 * How often conformal sets hold the true class, over all images, by class and by subgroup.
 *
 * @param pValues [images, classes]
 */
export function measureCoverage(
  pValues: Float64Array,
  { coverage, isClassConditional, classes, labels, subgroups }: CoverageRequest,
): ConformalCoverage {
  const sets = Array.from(labels, (_, image) =>
    conformalSet(pValues.subarray(image * classes, (image + 1) * classes), coverage),
  );
  const count = (images: readonly number[]): CoverageCounts => {
    const sizes = images.map((image) => sets[image]?.length ?? 0);
    return {
      images: images.length,
      covered: images.filter((image) => sets[image]?.includes(labels[image] as number)).length,
      empty: sizes.filter((size) => size === 0).length,
      meanSize:
        images.length === 0 ? null : sizes.reduce((sum, size) => sum + size, 0) / images.length,
    };
  };
  const all = [...sets.keys()];
  return {
    coverage,
    isClassConditional,
    all: count(all),
    classes: Array.from({ length: classes }, (_, c) =>
      count(all.filter((image) => labels[image] === c)),
    ),
    subgroups: subgroups.map(({ attribute, value, images }) => {
      return { attribute, value, ...count(images) };
    }),
  };
}
