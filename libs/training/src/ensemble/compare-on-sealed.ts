import { resampledScores, type Predictions, type SealedComparison } from '@crossfold/contracts';
import { evaluate, groupDifferenceIntervals, type Vote } from '@crossfold/model';
import { predictionsOf, type Images } from './ensemble-votes.js';

/** A trial of the baseline, and what its model says of the sealed images. */
export interface BaselineVote extends Pick<Vote, 'probabilities'> {
  readonly trialId: string;
}

/**
 * An ensemble beside the baseline on the sealed images, both with the same views of each. The baseline
 * is scored as single models: a mean of its models is an ensemble, too.
 *
 * @param groups the group of each image by its id
 * @returns null without a model of the baseline
 */
export function compareOnSealed(
  ensemble: Predictions,
  baseline: string,
  votes: readonly BaselineVote[],
  { images, groups }: { readonly images: Images; readonly groups: ReadonlyMap<string, string> },
): SealedComparison | null {
  if (votes.length === 0) return null;
  const references = votes.map((vote) => predictionsOf(vote, images));
  const scores = references.map((reference) => evaluate(reference, null).scores);
  const mean = (name: keyof SealedComparison['scores']) =>
    scores.reduce((sum, one) => sum + one[name], 0) / scores.length;
  return {
    baseline,
    models: votes.map(({ trialId }) => trialId),
    scores: Object.fromEntries(
      resampledScores.map((name) => [name, mean(name)]),
    ) as SealedComparison['scores'],
    intervals: groupDifferenceIntervals(ensemble, references, groups),
  };
}
