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
import {
  applyTemperature,
  boundOf,
  combineFolds,
  pairPValues,
  type FoldVote,
  type ScoredPart,
} from '@crossfold/model';
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
  const held: ScoredPart[] = [];
  const inner: ScoredPart[] = [];
  const numbers = new Set(members.map(({ receipt }) => splitOf(plan, receipt)));
  for (const split of [...numbers].sort((a, b) => a - b)) {
    const own = members.filter(({ receipt }) => splitOf(plan, receipt) === split);
    const { votes, imageIds, labels } = await readVotes(store, own, classes, split);
    const probabilities = combineFolds(votes, classes, combination).get(split) as Float64Array;
    held.push({ split, imageIds, labels, scores: unlikenesses(probabilities, classes, labels) });
    if (numbers.size > 1) inner.push(...(await readInnerParts(store, own, classes, split)));
  }
  const splits = held.map(({ split, labels, scores }) => ({
    split,
    scores: Array.from({ length: classes }, (_, c) =>
      scores.filter((_, image) => labels[image] === c).sort((a, b) => a - b),
    ),
  }));
  return { repeats: countRepeats(plan), splits, pairs: pairPValues(held, inner, classes) };
}

/** What each model says of its inner validation part; of trials before there was one nothing. */
async function readInnerParts(
  store: ObjectStore,
  members: readonly EnsembleMember[],
  classes: number,
  split: number,
): Promise<ScoredPart[]> {
  const parts: ScoredPart[] = [];
  for (const { receipt } of members) {
    if (!receipt.innerPredictions) continue;
    const stored = receipt.innerPredictions;
    const { imageIds, labels, ...told } = await readNamedRecord(
      store,
      records.innerPredictions,
      stored,
    );
    const plain = Float64Array.from(told.probabilities.flat());
    const probabilities = temper(plain, classes, temperatureOf(receipt));
    const scores = unlikenesses(probabilities, classes, labels);
    parts.push({ split, imageIds, labels, scores });
  }
  return parts;
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
): Promise<{ votes: FoldVote[]; imageIds: readonly string[]; labels: readonly number[] }> {
  const votes: FoldVote[] = [];
  const seen: { ids: string; imageIds: readonly string[]; labels: readonly number[] }[] = [];
  for (const { receipt, weight } of members) {
    const held = await readNamedRecord(store, records.predictions, receipt.predictions);
    const { imageIds, labels } = held;
    seen.push({ ids: imageIds.join('\n'), imageIds, labels });
    const probabilities = Float64Array.from(held.probabilities.flat());
    votes.push({
      split,
      weight,
      probabilities: temper(probabilities, classes, temperatureOf(receipt)),
    });
  }
  const [first] = seen as [(typeof seen)[0]];
  if (seen.every(({ ids }) => ids === first.ids)) {
    return { votes, imageIds: first.imageIds, labels: first.labels };
  }
  const names = members.map(({ receipt }) => receipt.trialId).join(', ');
  throw new AppError(
    'OBJECT_CORRUPT',
    `expected predictions of the same images from ${names}, which share a fold, got others`,
  );
}

/** One minus the probability of the true class of each image. */
function unlikenesses(
  probabilities: Float64Array,
  classes: number,
  labels: readonly number[],
): number[] {
  return labels.map((label, image) =>
    Math.max(0, 1 - (probabilities[image * classes + label] as number)),
  );
}
