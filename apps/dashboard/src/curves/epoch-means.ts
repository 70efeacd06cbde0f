import type { EpochRow } from '../api/epoch-row.js';

export const measures = {
  validation_balanced_accuracy: { title: 'validation balanced accuracy', isShare: true },
  validation_accuracy: { title: 'validation accuracy', isShare: true },
  validation_loss: { title: 'validation loss', isShare: false },
  train_loss: { title: 'training loss', isShare: false },
  train_accuracy: { title: 'training accuracy', isShare: true },
} as const;
export type Measure = keyof typeof measures;

/** How a variant comes along, one number for each epoch from 1. */
export interface VariantCurve {
  readonly variant: string;
  readonly mean: readonly (number | null)[];
  /** Sample standard deviation over cells; null of a single one. */
  readonly sd: readonly (number | null)[];
  /** Cells that have the epoch: those that stopped early have fewer. */
  readonly n: readonly number[];
  /** [cell][epoch] */
  readonly cells: readonly (readonly (number | null)[])[];
}

/** Mean and spread over the cells of each variant, of all cells and never of a sample. */
export function curvesOf(rows: readonly EpochRow[], measure: Measure): readonly VariantCurve[] {
  const scale = measures[measure].isShare ? 100 : 1;
  const last = rows.reduce((most, { epoch }) => Math.max(most, epoch), 0);
  const byVariant = new Map<string, Map<string, (number | null)[]>>();
  for (const row of rows) {
    const cells = byVariant.get(row.variant) ?? new Map<string, (number | null)[]>();
    byVariant.set(row.variant, cells);
    const line = cells.get(row.trial) ?? Array.from({ length: last }, () => null);
    cells.set(row.trial, line);
    line[row.epoch - 1] = scale * row[measure];
  }
  return [...byVariant].map(([variant, lines]) => {
    const cells = [...lines.values()];
    const atEpoch = Array.from({ length: last }, (_, e) =>
      cells.map((line) => line[e] ?? null).filter((value) => value !== null),
    );
    return { variant, cells, ...summarise(atEpoch) };
  });
}

function summarise(
  atEpoch: readonly (readonly number[])[],
): Pick<VariantCurve, 'mean' | 'sd' | 'n'> {
  const mean = atEpoch.map((values) => (values.length === 0 ? null : meanOf(values)));
  const sd = atEpoch.map((values, e) => {
    const centre = mean[e] ?? null;
    if (centre === null || values.length < 2) return null;
    const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
    return Math.sqrt(squares / (values.length - 1));
  });
  return { mean, sd, n: atEpoch.map((values) => values.length) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
