import type { ConformalScores } from '@crossfold/contracts';
import { countBelow } from './count-sorted.js';
import { drawMeanPlaces, type PlacePair } from './mean-of-models.js';

/** How unlike their class images looked to models that had not seen them. */
export interface ScoredPart {
  /** The fold over all repeats, from 0, that the models held out. */
  readonly split: number;
  readonly imageIds: readonly string[];
  /** True class of each image. */
  readonly labels: readonly number[];
  /** One minus the probability of the true class. */
  readonly scores: readonly number[];
}

/** Fewer pairs say too little of the tail that sets are cut at. */
const minPairs = 100;

interface Seen {
  readonly split: number;
  /** Its place among the images of its part, and of its class there, in (0, 1). */
  readonly all: number;
  readonly ofClass: number;
}

/**
 * How the mean p-value of a true class over all splits is distributed, from how far models of two splits
 * agree on images that neither saw: an image of an outer fold lies in the inner validation part of some
 * models of other folds. Its p-value by either is its place among the images of the same part, which makes
 * it uniform whatever the models adapted to; the mean varies the less the more the models disagree.
 *
 * @param held of each split its outer fold
 * @param inner validation parts, one of each model
 * @returns null for fewer pairs than say something of the tail
 */
export function pairPValues(
  held: readonly ScoredPart[],
  inner: readonly ScoredPart[],
  classes: number,
): ConformalScores['pairs'] {
  const byImage = new Map<string, Seen[]>();
  for (const part of held) {
    rank(part).forEach((seen, i) => {
      const imageId = part.imageIds[i] as string;
      byImage.set(imageId, [...(byImage.get(imageId) ?? []), seen]);
    });
  }
  const all: PlacePair[] = [];
  const byClass = Array.from({ length: classes }, (): PlacePair[] => []);
  for (const part of inner) {
    rank(part).forEach((own, i) => {
      for (const other of byImage.get(part.imageIds[i] as string) ?? []) {
        if (other.split === own.split) continue;
        all.push([other.all, own.all]);
        byClass[part.labels[i] as number]?.push([other.ofClass, own.ofClass]);
      }
    });
  }
  if (all.length < minPairs) return null;
  const models = { splits: held.length, modelsOfEach: inner.length / held.length };
  return {
    all: drawMeanPlaces(all, models),
    classes: byClass.map((own) => (own.length < minPairs ? [] : drawMeanPlaces(own, models))),
  };
}

function rank({ split, labels, scores }: ScoredPart): Seen[] {
  const all = ascending(scores);
  const ofClass = new Map(
    [...new Set(labels)].map((label) => [
      label,
      ascending(scores.filter((_, i) => labels[i] === label)),
    ]),
  );
  return scores.map((score, i) => ({
    split,
    all: placeAmong(all, score),
    ofClass: placeAmong(ofClass.get(labels[i] as number) ?? all, score),
  }));
}

function ascending(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

/** The share that looks as unlikely, the image itself counted by half. */
function placeAmong(sorted: Float64Array, score: number): number {
  return (sorted.length - countBelow(sorted, score) - 0.5) / sorted.length;
}
