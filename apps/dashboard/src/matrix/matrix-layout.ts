import type { Study, TrialView } from '@crossfold/contracts';
import { listPlaces, placeText, scoreRow, type ScoreName } from '@crossfold/contracts/page';

/** Trials by row (variant) and column (repeat, fold and seed). */
export interface MatrixLayout {
  readonly rows: readonly { readonly name: string; readonly isBaseline: boolean }[];
  readonly columns: readonly MatrixColumn[];
  /** [row][column]; undefined where the plan has no such cell. */
  readonly cells: readonly (readonly (TrialView | undefined)[])[];
}

export interface MatrixColumn {
  readonly place: string;
  readonly seed: number;
  /** Whether a fold begins here. */
  readonly isFirst: boolean;
}

export function layOutMatrix(study: Study, trials: Iterable<TrialView>): MatrixLayout {
  const { variants, foldPlan, seeds } = study;
  const columns = listPlaces(foldPlan.options).flatMap((place) =>
    seeds.map((seed, i) => ({
      key: keyOf({ ...place, seed }),
      place: placeText(foldPlan.options, place),
      seed,
      isFirst: i === 0,
    })),
  );
  const rowOf = new Map(variants.map(({ name }, row) => [name, row]));
  const columnOf = new Map(columns.map(({ key }, column) => [key, column]));
  const cells = variants.map((): (TrialView | undefined)[] =>
    Array.from({ length: columns.length }),
  );
  for (const trial of trials) {
    const row = cells[rowOf.get(trial.variant) ?? -1];
    const column = columnOf.get(keyOf(trial));
    if (row && column !== undefined) row[column] = trial;
  }
  return {
    rows: variants.map(({ name, role }) => ({ name, isBaseline: role === 'baseline' })),
    columns,
    cells,
  };
}

function keyOf({ repeat, fold, seed }: Pick<TrialView, 'repeat' | 'fold' | 'seed'>): string {
  return `${repeat} ${fold} ${seed}`;
}

/** What colours a cell: a score, or its difference to the baseline in the same column. */
export interface Colouring {
  readonly metric: ScoreName;
  readonly isDifference: boolean;
}

/** The number that colours each cell; null where there is none. */
export function valuesOf(
  { rows, cells }: MatrixLayout,
  { metric, isDifference }: Colouring,
): (number | null)[][] {
  const scores = cells.map((row) => row.map((trial) => trial?.scores?.[metric] ?? null));
  if (!isDifference) return scores;
  const baseline = scores[rows.findIndex((row) => row.isBaseline)] ?? [];
  return scores.map((row) =>
    row.map((score, column) => {
      const other = baseline[column] ?? null;
      return score === null || other === null ? null : score - other;
    }),
  );
}

/** Ends of the scale; of a difference as far down as up. */
export function domainOf(
  values: readonly (readonly (number | null)[])[],
  { metric, isDifference }: Colouring,
): readonly [number, number] {
  const known = values.flat().filter((value) => value !== null);
  if (known.length === 0) {
    const [low, high] = scoreRow(metric).range;
    return isDifference ? [-0.01, 0.01] : [low, high ?? 1];
  }
  const low = known.reduce((least, value) => Math.min(least, value), Infinity);
  const high = known.reduce((most, value) => Math.max(most, value), -Infinity);
  if (isDifference) {
    const reach = Math.max(Math.abs(low), Math.abs(high), 1e-6);
    return [-reach, reach];
  }
  return low === high ? [low - 0.01, high + 0.01] : [low, high];
}
