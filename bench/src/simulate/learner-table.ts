import { moments } from '@crossfold/model';
import { randomStream } from '@crossfold/random';
import type { Parts } from './component-studies.js';
import { foldCounts, seedCounts } from './component-tables.js';
import { forms, type FormName } from './forms.js';
import { learnerPairs, recordScores, type LearnerPair } from './learner-studies.js';
import { missRate, percent, rateOf, rateText, type Table } from './tally.js';

const maxSeeds = Math.max(...seedCounts);
/** How often a common part is drawn for the scores of one data set. */
const drawsOfSet = 10;

/**
 * How often intervals leave out the expected difference of two trained learners: of their scores as
 * they are, whose folds are less alike than the correction supposes, and of the same scores with as
 * much of a common part as it supposes.
 */
export function learnerTable(sets: number): Table {
  return {
    title: `Recorded scores of trained learners: intervals that leave out the expected difference, of ${sets} data sets (%)`,
    columns: [
      ...['learners; folds', 'seed share', 'fold correlation', 'seeds'],
      ...['as they are: fold means', 'components', 'as supposed: all cells', 'fold means'],
      ...['larger of both', 'components (95 %)', 'its coverage'],
    ],
    rows: learnerPairs.flatMap((pair) =>
      foldCounts.flatMap((folds) => rowsOf(pair, folds, recordScores(pair, folds, maxSeeds, sets))),
    ),
  };
}

function rowsOf(pair: LearnerPair, folds: number, scores: readonly number[][][]): string[][] {
  const truth = meanOf(scores.flat(2));
  const parts = partsOf(scores);
  const cell = parts.seed + parts.fold + parts.common;
  const random = randomStream('simulate', 'common part', pair.name, folds);
  const sd = missingCommonSd(parts, folds);
  const added = scores.map(() => Array.from({ length: drawsOfSet }, () => sd * random.normal()));
  return seedCounts.map((seeds) => {
    const miss = (name: FormName, common: readonly (readonly number[])[]) => {
      const answers = scores.flatMap((study, i) =>
        (common[i] ?? [0]).map((shift) =>
          forms[name]({
            differences: study.map((row) => row.slice(0, seeds).map((value) => value + shift)),
            testToTrain: 1 / (folds - 1),
          }),
        ),
      );
      // Draws of one data set are alike: the interval is that of as many studies as data sets.
      return rateOf(missRate(answers, truth).share * scores.length, scores.length);
    };
    const own = miss('components', added);
    return [
      `${pair.name}; ${folds}`,
      (parts.seed / cell).toFixed(2),
      (parts.common / (parts.fold + parts.common || 1)).toFixed(2),
      String(seeds),
      ...(['fold means', 'components'] as const).map((name) => percent(miss(name, []).share)),
      ...(['all cells', 'fold means', 'larger of both'] as const).map((name) =>
        percent(miss(name, added).share),
      ),
      rateText(own),
      percent(1 - own.share),
    ];
  });
}

/**
 * Standard deviation of what is to be added to all cells of a study, so that they have as much in
 * common as the correction supposes: a share 1 / folds of their variance.
 */
export function missingCommonSd(
  { seed, fold, common }: Omit<Parts, 'name'>,
  folds: number,
): number {
  return Math.sqrt(Math.max(0, (seed + fold) / (folds - 1) - common));
}

/** What the variance of a cell is made of, by moments over the data sets. */
export function partsOf(scores: readonly (readonly (readonly number[])[])[]) {
  const [folds, seeds] = [scores[0]?.length ?? 0, scores[0]?.[0]?.length ?? 0];
  const foldMeans = scores.map((study) => study.map(meanOf));
  const seed = meanOf(scores.flatMap((study) => study.map((row) => moments(row).variance)));
  const between = meanOf(foldMeans.map((means) => moments(means).variance));
  const fold = Math.max(0, between - seed / seeds);
  const common = Math.max(0, moments(foldMeans.map(meanOf)).variance - between / folds);
  return { seed, fold, common };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
