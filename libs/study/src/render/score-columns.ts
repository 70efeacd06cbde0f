import {
  scoreRow,
  scoreTitle,
  shownScores,
  type Report,
  type ReportCell,
  type ReportColumn,
  type ScoreIntervals,
  type ScoreName,
  type ScoreRow,
  type Scores,
} from '@crossfold/contracts';
import { measured, numbers } from './table.js';

interface ColumnOptions {
  readonly hasIntervals?: boolean;
  /** Beside columns of other units each says its own. */
  readonly saysUnit?: boolean;
}

/**
 * The scores that are columns of a table of this report. One that was not computed, as in reports
 * that are older than it, is none.
 */
export function shownIn(
  report: Pick<Report, 'dataset' | 'classSizes' | 'variants' | 'ensemble'>,
  table: ScoreRow['table'],
): ScoreName[] {
  const { dataset, ensemble } = report;
  const hasPositive = dataset.positive !== null;
  const evaluations = [...report.variants.map(({ pooled }) => pooled), ensemble?.evaluation];
  const known = evaluations.flatMap((evaluation) => evaluation?.scores ?? []);
  return shownScores(table, { classes: countClasses(report), hasPositive }).filter(
    (name) => known.length === 0 || known.some((scores) => scores[name] !== null),
  );
}

/** As many as were told apart; a report without a result has those of its fold plan. */
export function countClasses({
  classSizes,
  variants,
  ensemble,
}: Pick<Report, 'classSizes' | 'variants' | 'ensemble'>): number {
  const evaluation = variants.find(({ pooled }) => pooled)?.pooled ?? ensemble?.evaluation;
  return evaluation?.perClass.length ?? classSizes.length;
}

export function scoreColumns(
  names: readonly ScoreName[],
  { dataset }: Pick<Report, 'dataset'>,
  { hasIntervals = false, saysUnit = false }: ColumnOptions = {},
): ReportColumn[] {
  return names.flatMap((name) => {
    const { unit, isResampled } = scoreRow(name);
    const title = scoreTitle(name, dataset.positive?.title);
    const interval = hasIntervals && isResampled ? ' [95 %]' : '';
    return numbers(unit, `${title}${saysUnit && unit === 'percent' ? ' (%)' : ''}${interval}`);
  });
}

export function scoreCells(
  names: readonly ScoreName[],
  scores: Partial<Scores> | null | undefined,
  intervals?: ScoreIntervals | null,
): ReportCell[] {
  return names.map((name) => {
    const interval = scoreRow(name).isResampled ? intervals?.[name as keyof ScoreIntervals] : null;
    return measured(scores?.[name], interval as [number, number] | null | undefined);
  });
}
