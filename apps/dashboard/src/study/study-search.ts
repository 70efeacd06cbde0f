import { scoreNames, type ScoreName } from '@crossfold/contracts/page';
import { readCurvesChoice, type CurvesChoice } from '../curves/curves-choice.js';
import { oneOf, textOf, type RawSearch } from '../text/search-value.js';

/** What of a study is looked at; left out where nothing is chosen. */
export interface StudySearch extends CurvesChoice {
  /** The score that colours the matrix, and that an arm is compared by fold in. */
  readonly metric?: ScoreName | undefined;
  /** `difference`: the matrix shows it minus the baseline. */
  readonly show?: 'difference' | undefined;
  /** Of the table of variants, in place of scores. */
  readonly columns?: 'differences' | 'settings' | undefined;
  /** The column that the table of variants is sorted by, with `-` before it from the largest. */
  readonly sort?: string | undefined;
  /** `table`: the trials as a table. */
  readonly trials?: 'table' | undefined;
  /** Of that table; left out: as planned. */
  readonly order?: 'best' | 'worst' | 'state' | undefined;
  /** The arm that is compared by fold. */
  readonly arm?: string | undefined;
  /** The variant whose confusion is shown. */
  readonly confusion?: string | undefined;
  /** What the cells of the confusion matrix are; left out: shares. */
  readonly cells?: 'counts' | 'difference' | undefined;
  /** Of the cell whose images are listed: the true class, and the answer. */
  readonly label?: string | undefined;
  readonly predicted?: string | undefined;
  /** The section that was jumped to. */
  readonly at?: string | undefined;
}

/** Of a variant. */
const longestName = 200;

const metrics = Object.fromEntries(scoreNames.map((name) => [name, true])) as Record<
  ScoreName,
  true
>;

export function readStudySearch(raw: RawSearch): StudySearch {
  return {
    metric: oneOf(raw['metric'], metrics),
    show: oneOf(raw['show'], { difference: true }),
    columns: oneOf(raw['columns'], { differences: true, settings: true }),
    sort: textOf(raw['sort'], longestName),
    trials: oneOf(raw['trials'], { table: true }),
    order: oneOf(raw['order'], { best: true, worst: true, state: true }),
    arm: textOf(raw['arm'], longestName),
    ...readCurvesChoice(raw),
    confusion: textOf(raw['confusion'], longestName),
    cells: oneOf(raw['cells'], { counts: true, difference: true }),
    label: textOf(raw['label'], longestName),
    predicted: textOf(raw['predicted'], longestName),
    at: textOf(raw['at'], 40),
  };
}
