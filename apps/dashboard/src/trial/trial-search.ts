import { textOf, type RawSearch } from '../text/search-value.js';

/** Of what is looked for in a log. */
export const longestLogText = 200;

/** What of a trial is looked at; left out where nothing is chosen. */
export interface TrialSearch {
  /** What is looked for in the log. */
  readonly log?: string | undefined;
  /** The section that was jumped to. */
  readonly at?: string | undefined;
}

export function readTrialSearch(raw: RawSearch): TrialSearch {
  return { log: textOf(raw['log'], longestLogText), at: textOf(raw['at'], 40) };
}
