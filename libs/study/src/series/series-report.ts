import {
  AppError,
  canonicalJson,
  type Report,
  type SeriesReport,
  type Study,
} from '@crossfold/contracts';
import { chooseWinner } from './choose-winner.js';
import { parseStagedFile } from './stage-files.js';

/** Where a study stands in its series, and who won; null of a study that stands alone. */
export function reportSeries(
  study: Study,
  report: Pick<Report, 'edition' | 'variants'>,
): SeriesReport | null {
  const { series } = study;
  if (!series) return null;
  const { stages, index, winner, file } = series;
  const later = parseStagedFile(file as Readonly<Record<string, unknown>>).stages.slice(index + 1);
  const choices = later
    .map(({ baseline }) => baseline)
    .filter(({ winnerOf }) => winnerOf === stages[index]);
  const byRule = new Map(choices.map(({ by, rule }) => [canonicalJson([by, rule]), { by, rule }]));
  return {
    stages,
    index,
    winner,
    chosen: [...byRule.values()].flatMap((choice) => winnerOrNone(study, report, choice)),
  };
}

/** None where no variant has all its cells: the series ends there, and says so. */
function winnerOrNone(...[study, report, choice]: Parameters<typeof chooseWinner>) {
  try {
    return [chooseWinner(study, report, choice)];
  } catch (error) {
    if (error instanceof AppError && error.code === 'REQUEST_UNFIT') return [];
    throw error;
  }
}
