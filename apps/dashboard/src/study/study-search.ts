import { textOf, type RawSearch } from '../text/search-value.js';

/** What of a study is looked at; left out where nothing is chosen. */
export interface StudySearch {
  /** The score that colours the matrix. */
  readonly metric?: string | undefined;
  /** The section that was jumped to. */
  readonly at?: string | undefined;
}

export function readStudySearch(raw: RawSearch): StudySearch {
  return { metric: textOf(raw['metric'], 40), at: textOf(raw['at'], 40) };
}
