import { scoreNames, type ScoreName } from '@crossfold/contracts/page';
import { oneOf, textOf, type RawSearch } from '../text/search-value.js';

/** What of a study is looked at; left out where nothing is chosen. */
export interface StudySearch {
  /** The score that colours the matrix, and that an arm is compared by fold in. */
  readonly metric?: ScoreName | undefined;
  /** `difference`: the matrix shows it minus the baseline. */
  readonly show?: 'difference' | undefined;
  /** The arm that is compared by fold. */
  readonly arm?: string | undefined;
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
    arm: textOf(raw['arm'], longestName),
    at: textOf(raw['at'], 40),
  };
}
