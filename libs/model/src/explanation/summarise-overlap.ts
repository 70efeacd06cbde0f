import { randomStream } from '@crossfold/random';
import { adjustHolm } from '../statistics/multiple-testing.js';
import { percentileInterval, type Interval } from '../statistics/percentile-interval.js';
import type { MaskOverlap } from './mask-overlap.js';

/** One explained image with a mask. */
export interface MeasuredImage {
  readonly overlap: MaskOverlap;
  /** True class. */
  readonly label: number;
  readonly isRight: boolean;
  /** What is drawn together: the group. */
  readonly cluster: string;
  /** Probability of the explained class, minus the same without the background. */
  readonly backgroundLoss: number;
}

export interface OverlapMeans {
  readonly images: number;
  readonly energyInside: number;
  readonly interval: Interval;
  readonly maskShare: number;
  readonly pointingGame: number;
  readonly iou: number;
  readonly backgroundQuotient: number | null;
}

/** A class beside the mean of the others. */
export interface ClassComparison {
  readonly difference: number;
  readonly adjustedP: number;
  readonly backgroundLoss: number;
  readonly othersBackgroundLoss: number;
  readonly backgroundAdjustedP: number;
}

/**
 * What a difference from the other classes must be to count: one that chance does not explain, and
 * that is worth naming, in shares of the map or in probability.
 */
const attentionCriterion = { level: 0.05, minDifference: 0.1 } as const;

/** With fewer cells a side a cell covers a third of the image or more: no region fits it. */
const minMapSide = 4;

const replicates = 2000;
/** Fewer groups of a class say nothing of it. */
const minClusters = 5;

/** Means over some images, or null over none. The interval resamples groups. */
export function meanOverlap(images: readonly MeasuredImage[]): OverlapMeans | null {
  if (images.length === 0) return null;
  const overlaps = images.map(({ overlap }) => overlap);
  const quotients = overlaps.flatMap(({ backgroundQuotient }) => backgroundQuotient ?? []);
  return {
    images: images.length,
    energyInside: mean(overlaps.map(({ energyInside }) => energyInside)),
    interval: percentileInterval(Float64Array.from(resampledMeans(images, 'interval', energyOf))),
    maskShare: mean(overlaps.map(({ maskShare }) => maskShare)),
    pointingGame: mean(overlaps.map(({ pointsInside }) => (pointsInside ? 1 : 0))),
    iou: mean(overlaps.map(({ iou }) => iou)),
    backgroundQuotient: quotients.length === 0 ? null : mean(quotients),
  };
}

/**
 * Looks for classes that the models know by something else than the region. Of the images that are
 * rightly named, the energy inside beyond the region's share (which is chance) is set against the
 * mean of the other classes; so is the probability that is lost when the background takes one
 * colour, which asks the models themselves. Groups are resampled within each class (B = 2000), the
 * one-sided p-values are Holm-adjusted over both questions and all classes.
 *
 * @param classes their number
 * @returns one for each class; null with too few groups in it, or in all others
 */
export function compareClasses(
  images: readonly MeasuredImage[],
  classes: number,
): (ClassComparison | null)[] {
  const samples = Array.from({ length: classes }, (_, label) => {
    const own = images.filter((image) => image.isRight && image.label === label);
    if (new Set(own.map(({ cluster }) => cluster)).size < minClusters) return null;
    return {
      lift: sampleOf(own, label, liftOf),
      loss: sampleOf(own, label, ({ backgroundLoss }) => backgroundLoss),
    };
  });
  const known = samples.flatMap((sample, label) => (sample ? [{ label, ...sample }] : []));
  if (known.length < 2) return samples.map(() => null);
  const lifts = known.map(({ lift }) => lift);
  const losses = known.map(({ loss }) => loss);
  const ps = adjustHolm([
    ...lifts.map((_, i) => shareOfReplicates(lifts, i, (difference) => difference >= 0)),
    ...losses.map((_, i) => shareOfReplicates(losses, i, (difference) => difference <= 0)),
  ]);
  return samples.map((_, label) => {
    const i = known.findIndex((sample) => sample.label === label);
    if (i < 0) return null;
    return {
      difference: (lifts[i]?.mean ?? NaN) - meanOfOthers(lifts, i),
      adjustedP: ps[i] ?? 1,
      backgroundLoss: losses[i]?.mean ?? NaN,
      othersBackgroundLoss: meanOfOthers(losses, i),
      backgroundAdjustedP: ps[known.length + i] ?? 1,
    };
  });
}

/** Whether the maps of a class lie outside the region, beside those of the other classes. */
export function looksOutside({ difference, adjustedP }: ClassComparison): boolean {
  const { level, minDifference } = attentionCriterion;
  return adjustedP < level && difference <= -minDifference;
}

/** Whether the models need the background for a class, beside the other classes. */
export function needsBackground(comparison: ClassComparison): boolean {
  const { level, minDifference } = attentionCriterion;
  const { backgroundLoss, othersBackgroundLoss, backgroundAdjustedP } = comparison;
  return backgroundAdjustedP < level && backgroundLoss - othersBackgroundLoss >= minDifference;
}

/** Whether maps have too few cells to tell a region from what surrounds it. */
export function isCoarseMap(mapSize: readonly [height: number, width: number]): boolean {
  return Math.min(...mapSize) < minMapSide;
}

/** How much more of the maps lies inside the regions than chance would put there. */
export interface MeanLift {
  readonly images: number;
  readonly energyInside: number;
  readonly maskShare: number;
  /** 95 % percentile interval of the energy inside minus the region's share; resamples groups. */
  readonly liftInterval: Interval;
}

/** Over images of all classes, or null over none. */
export function meanLift(images: readonly MeasuredImage[]): MeanLift | null {
  if (images.length === 0) return null;
  return {
    images: images.length,
    energyInside: mean(images.map(energyOf)),
    maskShare: mean(images.map(({ overlap }) => overlap.maskShare)),
    liftInterval: percentileInterval(Float64Array.from(resampledMeans(images, 'lift', liftOf))),
  };
}

/**
 * Why maps do not tell whether models look at regions: they are too coarse, they lie inside as chance
 * would have it, or those of all classes lie outside, so that classes cannot be held against each other.
 *
 * @returns null where they tell
 */
export function whyUndecided(
  mapSize: readonly [height: number, width: number],
  lift: MeanLift | null,
): 'coarseMaps' | 'likeChance' | 'outsideAlike' | null {
  if (isCoarseMap(mapSize)) return 'coarseMaps';
  if (!lift) return null;
  const [low, high] = lift.liftInterval;
  if (high < 0) return 'outsideAlike';
  return low <= 0 ? 'likeChance' : null;
}

interface Sample {
  readonly mean: number;
  /** Of the resampled groups, [replicates]. */
  readonly means: readonly number[];
}

function sampleOf(
  images: readonly MeasuredImage[],
  label: number,
  valueOf: (image: MeasuredImage) => number,
): Sample {
  return {
    mean: mean(images.map(valueOf)),
    means: resampledMeans(images, `class ${label}`, valueOf),
  };
}

function meanOfOthers(samples: readonly Sample[], own: number): number {
  return mean(samples.filter((_, i) => i !== own).map((sample) => sample.mean));
}

/** p of a bootstrap: with the observed sample counted, so that it is never 0. */
function shareOfReplicates(
  samples: readonly Sample[],
  own: number,
  isAgainst: (difference: number) => boolean,
): number {
  let against = 1;
  for (let replicate = 0; replicate < replicates; replicate++) {
    let others = 0;
    for (const [i, { means }] of samples.entries())
      if (i !== own) others += means[replicate] ?? NaN;
    const difference =
      (samples[own]?.means[replicate] ?? NaN) - others / Math.max(1, samples.length - 1);
    if (isAgainst(difference)) against += 1;
  }
  return against / (replicates + 1);
}

function resampledMeans(
  images: readonly MeasuredImage[],
  purpose: string,
  valueOf: (image: MeasuredImage) => number,
): number[] {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const image of images) {
    const { sum, count } = sums.get(image.cluster) ?? { sum: 0, count: 0 };
    sums.set(image.cluster, { sum: sum + valueOf(image), count: count + 1 });
  }
  const clusters = [...sums.values()];
  const stream = randomStream('explanation', purpose);
  return Array.from({ length: replicates }, () => {
    let [sum, count] = [0, 0];
    for (let draw = 0; draw < clusters.length; draw++) {
      const drawn = clusters[stream.integer(clusters.length)];
      sum += drawn?.sum ?? 0;
      count += drawn?.count ?? 0;
    }
    return sum / count;
  });
}

function energyOf({ overlap }: MeasuredImage): number {
  return overlap.energyInside;
}

function liftOf({ overlap }: MeasuredImage): number {
  return overlap.energyInside - overlap.maskShare;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
