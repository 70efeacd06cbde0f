import type { Evaluation, Report, ScoreIntervals } from '@crossfold/contracts';
import { fewestLesions } from './caveats.js';
import { dash, percent, withInterval, type Table } from './table.js';

/**
 * Scores of each class, with the lesions that they rest on.
 *
 * @param part of the plan that was scored
 */
export function perClassTable(
  caption: string,
  { perClass }: Pick<Evaluation, 'perClass'>,
  intervals: ScoreIntervals | null,
  { classSizes }: Pick<Report, 'classSizes'>,
  part: 'pool' | 'sealed',
): Table {
  return {
    caption,
    columns: ['class', 'images', 'lesions', 'precision', 'recall [95 %]', 'F1', 'AUC', 'AP'],
    rows: perClass.map(({ name, support, precision, recall, f1, rocAuc, averagePrecision }, c) => [
      ...[name, String(support)],
      lesionCount(classSizes.find((size) => size.name === name)?.[part]?.lesions),
      percent(precision),
      withInterval(percent, recall, intervals?.recalls?.[c]),
      ...[f1, rocAuc, averagePrecision].map(percent),
    ]),
  };
}

function lesionCount(lesions: number | undefined): string {
  if (lesions === undefined) return dash;
  return lesions < fewestLesions ? `${lesions} (few)` : String(lesions);
}
