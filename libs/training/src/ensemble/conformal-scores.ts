import {
  AppError,
  countRepeats,
  placeOfStored,
  records,
  splitAt,
  type Combination,
  type ConformalScores,
  type FoldCounts,
  type Receipt,
} from '@crossfold/contracts';
import { applyTemperature, boundOf, combineFolds, type FoldVote } from '@crossfold/model';
import { readNamedRecord, type ObjectStore } from '@crossfold/storage';
import type { EnsembleMember } from './ensemble-members.js';

interface HeldOut {
  readonly classes: number;
  readonly combination: Combination;
  /** How the plan divides its images. */
  readonly plan: FoldCounts;
}

/**
 * Scores of the images of each outer fold by the models that did not see them, for conformal sets.
 * Temperatures are fitted on inner validation, so that nothing here has adapted to the outer fold.
 *
 * @throws AppError OBJECT_CORRUPT when models of a fold predicted other images
 */
export async function readConformalScores(
  store: ObjectStore,
  members: readonly EnsembleMember[],
  { classes, combination, plan }: HeldOut,
): Promise<ConformalScores> {
  const splits: ConformalScores['splits'] = [];
  const numbers = new Set(members.map(({ receipt }) => splitOf(plan, receipt)));
  for (const split of [...numbers].sort((a, b) => a - b)) {
    const own = members.filter(({ receipt }) => splitOf(plan, receipt) === split);
    const { votes, labels } = await readVotes(store, own, classes, split);
    const probabilities = combineFolds(votes, classes, combination).get(split) as Float64Array;
    const scores = Array.from({ length: classes }, (_, c) =>
      labels
        .flatMap((label, image) =>
          label === c ? [unlikeness(probabilities, classes, image, c)] : [],
        )
        .sort((a, b) => a - b),
    );
    splits.push({ split, scores });
  }
  return { repeats: countRepeats(plan), splits };
}

/** The fold over all repeats, from 0, that a trial held out. */
export function splitOf(plan: FoldCounts, receipt: Pick<Receipt, 'repeat' | 'fold'>): number {
  return splitAt(plan, placeOfStored(plan, receipt));
}

/** What logits of a trial are divided by; null where it was not fitted, or is a bound of the fit. */
export function temperatureOf({ calibration }: Pick<Receipt, 'calibration'>): number | null {
  const temperature = calibration?.temperature ?? null;
  return temperature !== null && boundOf(temperature) === null ? temperature : null;
}

/** Probabilities with the temperature of their model, where it has one. */
export function temper(
  probabilities: Float64Array,
  classes: number,
  temperature: number | null,
): Float64Array {
  return temperature === null
    ? probabilities
    : applyTemperature(probabilities, classes, temperature);
}

async function readVotes(
  store: ObjectStore,
  members: readonly EnsembleMember[],
  classes: number,
  split: number,
): Promise<{ votes: FoldVote[]; labels: readonly number[] }> {
  const votes: FoldVote[] = [];
  const seen: { ids: string; labels: readonly number[] }[] = [];
  for (const { receipt, weight } of members) {
    const held = await readNamedRecord(store, records.predictions, receipt.predictions);
    seen.push({ ids: held.imageIds.join('\n'), labels: held.labels });
    const probabilities = Float64Array.from(held.probabilities.flat());
    votes.push({
      split,
      weight,
      probabilities: temper(probabilities, classes, temperatureOf(receipt)),
    });
  }
  const [first] = seen as [(typeof seen)[0]];
  if (seen.every(({ ids }) => ids === first.ids)) return { votes, labels: first.labels };
  const names = members.map(({ receipt }) => receipt.trialId).join(', ');
  throw new AppError(
    'OBJECT_CORRUPT',
    `expected predictions of the same images from ${names}, which share a fold, got others`,
  );
}

function unlikeness(probabilities: Float64Array, classes: number, image: number, c: number) {
  return Math.max(0, 1 - (probabilities[image * classes + c] as number));
}
