import {
  ofEnsembleScores,
  type CrossValidatedEnsemble,
  type Predictions,
  type PositiveGroup,
  type ScoreGain,
  type TestTimeAugmentation,
  type TrialCell,
} from '@crossfold/contracts';
import {
  answerIntervals,
  averageHeldOut,
  compareModels,
  evaluate,
  orderedAs,
  poolPredictions,
  type ComparedModels,
} from '@crossfold/model';

/** What the models of a variant say of the images that they were held out from. */
export interface HeldOutVariant {
  readonly name: string;
  /** In which they predicted; null where that is not known. */
  readonly views: TestTimeAugmentation | null;
  readonly mean: Predictions;
  readonly models: readonly [number, number];
  /** Of each seed and repeat, which together predict an image once; in any order. */
  readonly singles: readonly Predictions[];
}

interface Context {
  /** The group of each image by its id. */
  readonly groups: ReadonlyMap<string, string>;
  readonly positive: PositiveGroup | null;
}

/** What one training, here or elsewhere, predicted of a fold; null where it has no result. */
export interface HeldOutCell {
  readonly cell: Pick<TrialCell, 'repeat' | 'seed'>;
  readonly predictions: Predictions | null;
}

/** @returns null without a finished cell */
export function holdOut(
  { name, views }: Pick<HeldOutVariant, 'name' | 'views'>,
  cells: readonly HeldOutCell[],
): HeldOutVariant | null {
  const bySet = new Map<string, Predictions[]>();
  for (const { cell, predictions } of cells) {
    if (!predictions) continue;
    const set = `${cell.repeat} ${cell.seed}`;
    bySet.set(set, [...(bySet.get(set) ?? []), predictions]);
  }
  const found = averageHeldOut([...bySet.values()].flat());
  if (!found) return null;
  const singles = [...bySet.values()].flatMap((parts) => poolPredictions(parts) ?? []);
  return { name, views, mean: found.predictions, models: found.models, singles };
}

/**
 * The ensemble of all models of some variants, scored out of fold. Of several variants each counts
 * alike, whatever the ensemble of the study learnt: weights rest on inner validation, whose labels are
 * those of other cells' outer folds.
 *
 * @returns null where the variants did not predict the same images
 */
export function crossValidateEnsemble(
  variants: readonly HeldOutVariant[],
  { groups, positive }: Context,
): CrossValidatedEnsemble | null {
  const ids = variants[0]?.mean.imageIds ?? [];
  const means = variants.flatMap(({ mean }) =>
    mean.imageIds.length === ids.length ? (orderedAs(ids, mean) ?? []) : [],
  );
  const found = averageHeldOut(means);
  if (!found || means.length < variants.length) return null;
  const { predictions } = found;
  const singles = variants.flatMap((variant) => variant.singles);
  const complete = singles.flatMap((single) => orderedAs(ids, single) ?? []);
  const hasGain = singles.length > 1 && complete.length === singles.length;
  const compared = compareModels([predictions, ...(hasGain ? complete : [])], groups);
  const others = compared.scores.slice(1).map((_, i) => i + 1);
  const [intervals, gained] = compared.intervals([
    { plus: [0], minus: [] },
    ...(hasGain ? [{ plus: [0], minus: others }] : []),
  ]);
  if (!intervals) return null;
  const { recalls, precisions = [], f1s = [] } = answerIntervals(predictions, groups);
  return {
    variants: variants.map(({ name }) => name),
    views: viewsOf(variants),
    models: [
      variants.reduce((sum, { models }) => sum + models[0], 0),
      variants.reduce((sum, { models }) => sum + models[1], 0),
    ],
    evaluation: evaluate(predictions, positive),
    intervals,
    recallIntervals: recalls ?? [],
    precisionIntervals: precisions,
    f1Intervals: f1s,
    gain: gained ? { scores: meanGain(compared, others), intervals: gained } : null,
  };
}

function meanGain({ scores }: ComparedModels, others: readonly number[]): ScoreGain['scores'] {
  return ofEnsembleScores((name) => {
    const sum = others.reduce((total, i) => total + (scores[i]?.[name] ?? NaN), 0);
    return (scores[0]?.[name] ?? NaN) - sum / others.length;
  });
}

/** Null where they differ. */
function viewsOf(variants: readonly HeldOutVariant[]): HeldOutVariant['views'] {
  const [first = null, ...others] = new Set(variants.map(({ views }) => views));
  return others.length === 0 ? first : null;
}
