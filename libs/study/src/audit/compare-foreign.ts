import { classesOf, significance, type ReportDocument } from '@crossfold/contracts';
import type { PredictedRow } from '@crossfold/data';
import { compareCells, intervalOfMean, judgeFamily, type Verdict } from '@crossfold/model';
import { dealPredictions } from '../foreign/deal-predictions.js';
import type { StudyReader } from '../reader/study-reader.js';
import { buildTable, measured, numbers, texts } from '../render/table.js';
import { tableRows, type TableRow } from '../tables/table-rows.js';
import { readTestedFolds, scoreCell } from './foreign-folds.js';

/** A foreign model against a variant, over the folds that the variant has results of. */
export interface ForeignComparison {
  readonly variant: string;
  /** Folds of all repeats. */
  readonly folds: number;
  /** Mean over folds of the balanced accuracy, seeds averaged within each. */
  readonly foreign: number;
  readonly own: number;
  /** The foreign model minus the variant. */
  readonly difference: number;
  /** 95 %; null with fewer than two folds, as are the following. */
  readonly interval: readonly [number, number] | null;
  readonly p: number | null;
  /** By Holm's method over the variants. */
  readonly adjustedP: number | null;
  readonly verdict: Verdict | null;
}

export interface ForeignResult {
  readonly studyId: string;
  readonly seeds: number;
  readonly comparisons: readonly ForeignComparison[];
}

/**
 * Compares predictions that a foreign model made under the fold plan of a study with each of its
 * variants: the corrected resampled t-test over folds, with seeds averaged within a fold, since
 * those of another program have nothing in common with those of the study.
 *
 * @param read reads the predictions once the classes are known
 * @throws AppError REQUEST_INVALID for predictions that do not fit the plan; what `read` throws
 */
export async function compareForeign(
  reader: StudyReader,
  studyId: string,
  {
    read,
    signal,
  }: {
    readonly read: (classes: readonly string[]) => PredictedRow[];
    readonly signal: AbortSignal;
  },
): Promise<ForeignResult> {
  const { study } = await reader.study(studyId);
  const classes = classesOf(study);
  const given = read(classes);
  const folds = await readTestedFolds(
    tableRows(await reader.table(studyId, 'predictions', 'jsonl', signal)),
  );
  const cells = dealPredictions(folds, given);
  const foreign = meansByUnit(cells.map((cell) => [cell.unit, scoreCell(cell, classes)]));
  const rows: TableRow[] = [];
  for await (const row of tableRows(await reader.table(studyId, 'cells', 'jsonl', signal))) {
    if (row['state'] === 'succeeded') rows.push(row);
  }
  const compared = study.variants.flatMap(({ name }) =>
    compareVariant(
      name,
      rows.filter((row) => row['variant'] === name),
      foreign,
    ),
  );
  const margin = (study.marginPoints ?? 1) / 100;
  return {
    studyId,
    seeds: new Set(given.map(({ seed }) => seed)).size,
    comparisons: judge(compared, margin),
  };
}

interface Compared {
  readonly comparison: Omit<ForeignComparison, 'interval' | 'p' | 'adjustedP' | 'verdict'>;
  readonly found: ReturnType<typeof compareCells>;
}

function compareVariant(
  variant: string,
  rows: readonly TableRow[],
  foreign: ReadonlyMap<string, number>,
): Compared[] {
  const own = meansByUnit(
    rows.map((row) => [`${row['repeat']}.${row['fold']}`, Number(row['balanced_accuracy'])]),
  );
  const units = [...own.keys()].filter((unit) => foreign.has(unit));
  if (units.length === 0) return [];
  const of = (values: ReadonlyMap<string, number>) => units.map((unit) => values.get(unit) ?? NaN);
  const differences = units.map((unit) => {
    return { unit, difference: (foreign.get(unit) ?? NaN) - (own.get(unit) ?? NaN) };
  });
  const testToTrain = mean(
    rows.map(
      (row) =>
        Number(row['images_test']) /
        (Number(row['images_train']) + Number(row['images_validation'])),
    ),
  );
  const comparison = {
    variant,
    folds: units.length,
    foreign: mean(of(foreign)),
    own: mean(of(own)),
    difference: mean(differences.map(({ difference }) => difference)),
  };
  return [{ comparison, found: compareCells(differences, testToTrain) }];
}

/** Variants with two folds at least are tested together. */
function judge(compared: readonly Compared[], margin: number): ForeignComparison[] {
  const family = compared.flatMap(({ found }) => found ?? []);
  const said = new Map(judgeFamily(family, margin).map((one, i) => [family[i], one]));
  return compared.map(({ comparison, found }) => {
    const own = found && said.get(found);
    if (!own) return { ...comparison, interval: null, p: null, adjustedP: null, verdict: null };
    const { mean, standardError, test } = found;
    return {
      ...comparison,
      interval: intervalOfMean({ mean, standardError, df: test.df }, significance),
      p: test.p,
      adjustedP: own.adjustedP,
      verdict: own.verdict,
    };
  });
}

const verdictWords = {
  helps: 'better',
  hurts: 'worse',
  equal: 'practically equal',
  undecided: 'not decided',
} as const satisfies Record<Verdict, string>;

/** The comparison as it is to be read. */
export function foreignDocument(
  name: string,
  { studyId, seeds, comparisons }: ForeignResult,
): ReportDocument {
  const table = buildTable({
    id: 'foreign',
    section: 'answer',
    isMain: true,
    title: `${name} against each variant: balanced accuracy, mean over folds (%)`,
    columns: [
      ...texts('variant'),
      ...numbers('count', 'folds'),
      ...numbers('percent', name, 'variant'),
      ...numbers('points', 'difference (points)'),
      ...numbers('probability', 'p', 'p (Holm)'),
      ...texts(`${name} is`),
    ],
    rows: comparisons.map((one) => [
      ...[one.variant, one.folds, one.foreign, one.own, measured(one.difference, one.interval)],
      ...[one.p, one.adjustedP, one.verdict && verdictWords[one.verdict]],
    ]),
    notes: [
      'Paired by fold, seeds averaged within each; the corrected resampled t-test heeds that folds share training images. Nothing is known of how the foreign model was trained: that it saw no test image is its word.',
    ],
  });
  return {
    title: `${name} under the folds of ${studyId}`,
    facts: `${seeds === 1 ? 'one seed' : `${seeds} seeds`} · ${comparisons.length} variants`,
    blocks: [{ kind: 'table', ...table }],
    source: `Study ${studyId}`,
  };
}

function meansByUnit(
  values: readonly (readonly [unit: string, value: number])[],
): Map<string, number> {
  const units = new Map<string, number[]>();
  for (const [unit, value] of values) units.set(unit, [...(units.get(unit) ?? []), value]);
  return new Map([...units].map(([unit, some]) => [unit, mean(some)]));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
