import {
  cellScoreNames,
  describeConfiguration,
  significance,
  type CellScoreName,
  type ComparedVariant,
  type ComparisonAcross,
  type Receipt,
  type Spread,
  type Study,
  type Variant,
} from '@crossfold/contracts';
import { groupRows } from '@crossfold/data';
import {
  compareCells,
  intervalOfMean,
  judgeFamily,
  moments,
  type CellComparison,
} from '@crossfold/model';

/** Where a trial stands in its plan; both numbers from 0. */
interface Place {
  readonly repeat: number;
  readonly fold: number;
  readonly seed: number;
}

/** A variant of some study, with its cells that succeeded. */
export interface ChosenVariant {
  readonly study: Study;
  readonly variant: Variant;
  readonly cells: readonly (Place & { readonly receipt: Receipt })[];
  /** Cells that its study plans. */
  readonly planned: number;
}

/** The corrected resampled t-test of a variant, null with fewer than two folds; and its pairs. */
interface Paired {
  readonly pairs: number;
  readonly units: number;
  readonly difference: number;
  readonly found: CellComparison | null;
}

/**
 * Compares variants of any studies with the first of them, paired by repeat, fold and seed: the
 * corrected resampled t-test, with p adjusted by Holm's method over all that are compared. Cells are
 * pairs where the images are the same: what has another fold plan or another content of its data set
 * is left out unless it is asked for.
 *
 * @param chosen two at least
 */
export function compareAcross(
  chosen: readonly [ChosenVariant, ...ChosenVariant[]],
  { comparesUnlike }: { readonly comparesUnlike: boolean },
): ComparisonAcross {
  const [first] = chosen;
  const marginPoints = first.study.marginPoints ?? 1;
  const paired = chosen.map((one) => {
    const isCompared = one !== first && (comparesUnlike || unlikeOf(one, first).length === 0);
    return isCompared ? pairCells(one, first) : null;
  });
  const comparisons = judgePairs(paired, marginPoints / 100);
  return {
    variants: chosen.map((one, i) => ({
      ...viewVariant(one),
      unlike: unlikeOf(one, first),
      comparison: comparisons[i] ?? null,
    })),
    marginPoints,
    folds: foldValues(chosen),
    configuration: describeConfiguration(
      chosen.map((one) => ({
        ...one.variant,
        name: `${one.study.studyId}/${one.variant.name}`,
        role: one === first ? 'baseline' : 'arm',
      })),
    ),
  };
}

/** Why the cells of two variants are no pairs. */
function unlikeOf({ study }: ChosenVariant, { study: other }: ChosenVariant): string[] {
  const isSameContent = study.dataset.manifestSha256 === other.dataset.manifestSha256;
  const isSamePlan = study.foldPlan.sha256 === other.foldPlan.sha256;
  return [
    ...(isSameContent
      ? []
      : [`its data set is ${contentOf(study)}, that of the first is ${contentOf(other)}`]),
    ...(isSamePlan
      ? []
      : [`its fold plan is ${planOf(study)}, that of the first ${planOf(other)}`]),
  ];
}

function contentOf({ dataset }: Study): string {
  return `${dataset.name} (${dataset.manifestSha256.slice(0, 12)})`;
}

function planOf({ foldPlan }: Study): string {
  const { protocol, folds } = foldPlan.options;
  return `${foldPlan.sha256.slice(0, 12)} (${protocol}, ${folds} folds)`;
}

function viewVariant({
  study,
  variant,
  cells,
  planned,
}: ChosenVariant): Omit<ComparedVariant, 'unlike' | 'comparison'> {
  const spreads = cellScoreNames.map((name): [CellScoreName, Spread] => [
    name,
    spreadOf(cells.map(({ receipt }) => receipt.evaluation.scores[name])),
  ]);
  return {
    studyId: study.studyId,
    variant: variant.name,
    place: placeAmongArms(study, variant),
    foldPlanSha256: study.foldPlan.sha256,
    manifestSha256: study.dataset.manifestSha256,
    cells: { succeeded: cells.length, planned },
    scores:
      cells.length === 0 ? null : (Object.fromEntries(spreads) as Record<CellScoreName, Spread>),
    confusion: poolConfusions(cells),
  };
}

function placeAmongArms({ variants }: Study, { name, role }: Variant): number | null {
  if (role === 'baseline') return null;
  return variants.filter((one) => one.role !== 'baseline').findIndex((one) => one.name === name);
}

/** All cells of a study predict the same classes. */
function poolConfusions(cells: ChosenVariant['cells']): ComparedVariant['confusion'] {
  const [first] = cells;
  if (!first) return null;
  const classes = first.receipt.evaluation.perClass.map(({ name }) => name);
  const matrix = classes.map((_, r) =>
    classes.map((__, c) =>
      cells.reduce(
        (sum, { receipt }) => sum + (receipt.evaluation.confusionMatrix[r]?.[c] ?? 0),
        0,
      ),
    ),
  );
  return { classes, matrix };
}

function spreadOf(values: readonly number[]): Spread {
  const { mean, variance } = moments(values);
  return { mean, sd: values.length < 2 ? null : Math.sqrt(variance) };
}

function pairCells(arm: ChosenVariant, first: ChosenVariant): Paired | null {
  const others = new Map(first.cells.map((cell) => [placeOf(cell), cell.receipt]));
  const pairs = arm.cells.flatMap((cell) => {
    const other = others.get(placeOf(cell));
    const unit = `${cell.repeat} ${cell.fold}`;
    const difference = other ? recallOf(cell.receipt) - recallOf(other) : NaN;
    return other ? [{ unit, difference, images: cell.receipt.images }] : [];
  });
  if (pairs.length === 0) return null;
  const units = groupRows(pairs, ({ unit }) => unit);
  const testToTrain = meanOf(
    pairs.map(({ images: { train, validation, test } }) => test / (train + validation)),
  );
  const means = [...units.values()].map((own) => meanOf(own.map(({ difference }) => difference)));
  return {
    pairs: pairs.length,
    units: units.size,
    difference: meanOf(means),
    found: compareCells(pairs, testToTrain),
  };
}

/** In the order of `paired`; those with two folds at least are tested together. */
function judgePairs(
  paired: readonly (Paired | null)[],
  margin: number,
): ComparedVariant['comparison'][] {
  const family = paired.flatMap((one) => one?.found ?? []);
  const said = new Map(judgeFamily(family, margin).map((one, i) => [family[i], one]));
  return paired.map((one) => {
    if (!one) return null;
    const { found, ...counted } = one;
    const judged = found && said.get(found);
    if (!judged) return { ...counted, interval: null, p: null, adjustedP: null, verdict: null };
    const { mean, standardError, test } = found;
    return {
      ...counted,
      interval: intervalOfMean({ mean, standardError, df: test.df }, significance),
      p: test.p,
      adjustedP: judged.adjustedP,
      verdict: judged.verdict,
    };
  });
}

function foldValues(chosen: readonly ChosenVariant[]): ComparisonAcross['folds'] {
  const scores = chosen.map(({ cells }) => groupRows([...cells], foldOf));
  const places = new Map(
    chosen.flatMap(({ cells }) => cells.map((cell) => [foldOf(cell), cell] as const)),
  );
  return [...places]
    .map(([key, { repeat, fold }]) => ({
      repeat,
      fold,
      values: scores.map((own) => {
        const cells = own.get(key);
        return cells ? meanOf(cells.map(({ receipt }) => recallOf(receipt))) : null;
      }),
    }))
    .sort((a, b) => a.repeat - b.repeat || a.fold - b.fold);
}

const foldOf = ({ repeat, fold }: Place) => `${repeat} ${fold}`;
const placeOf = ({ repeat, fold, seed }: Place) => `${repeat} ${fold} ${seed}`;

function recallOf({ evaluation }: Receipt): number {
  return evaluation.scores.balancedAccuracy;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
