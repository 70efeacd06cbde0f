import type { Study, TrialView } from '@crossfold/contracts';
import { placeText, type ScoreName } from '@crossfold/contracts/page';

/** One repeat, fold and seed in which both variants have the score. */
export interface CellPair {
  /** "fold 2, seed 1". */
  readonly title: string;
  /** "f2 s1". */
  readonly short: string;
  /** Of the arm. */
  readonly trialId: string;
  readonly reference: number;
  readonly arm: number;
  /** Arm minus reference. */
  readonly difference: number;
  /** Far from the other differences (Tukey's fences). */
  readonly isOutlier: boolean;
}

/** Quartiles of fewer pairs say nothing of what is far from the others. */
const minForOutliers = 5;
/** In interquartile ranges beyond a quartile (Tukey 1977). */
const fence = 1.5;

/**
 * The cells that an arm and its reference both have, in the order of the plan.
 *
 * @param asked names of the two variants, and the score
 */
export function pairCells(
  trials: Iterable<TrialView>,
  { foldPlan }: Pick<Study, 'foldPlan'>,
  asked: { readonly reference: string; readonly arm: string; readonly metric: ScoreName },
): readonly CellPair[] {
  const { reference, arm, metric } = asked;
  const hasRepeats = foldPlan.options.repeats !== undefined;
  const references = new Map<string, number>();
  const arms: { readonly trial: TrialView; readonly value: number }[] = [];
  for (const trial of trials) {
    const value = trial.scores?.[metric] ?? null;
    if (value === null) continue;
    if (trial.variant === reference) references.set(cellKey(trial), value);
    if (trial.variant === arm) arms.push({ trial, value });
  }
  const pairs = arms.flatMap(({ trial, value }) => {
    const other = references.get(cellKey(trial));
    if (other === undefined) return [];
    return [
      {
        title: `${placeText(foldPlan.options, trial)}, seed ${trial.seed}`,
        short: `${hasRepeats ? `r${trial.repeat} ` : ''}f${trial.fold} s${trial.seed}`,
        trialId: trial.trialId,
        reference: other,
        arm: value,
        difference: value - other,
      },
    ];
  });
  const isFar = outlierTest(pairs.map(({ difference }) => difference));
  return pairs.map((pair) => ({ ...pair, isOutlier: isFar(pair.difference) }));
}

function cellKey({ repeat, fold, seed }: TrialView): string {
  return `${repeat} ${fold} ${seed}`;
}

function outlierTest(values: readonly number[]): (value: number) => boolean {
  if (values.length < minForOutliers) return () => false;
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const room = fence * (high - low);
  return (value) => value < low - room || value > high + room;
}

/** Linear between neighbours, as R's type 7. */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (at - Math.floor(at)) * (above - below);
}
