import type { StudyOrder, StudyState } from '@crossfold/contracts';
import { oneOf, textOf, type RawSearch } from '../text/search-value.js';

/** The API takes no more. */
export const longestText = 200;

export const stateTexts = {
  queued: 'queued',
  running: 'running',
  paused: 'paused',
  summarising: 'summarising',
  finished: 'finished',
  'finished-with-failures': 'finished with failures',
  failed: 'failed',
  cancelled: 'cancelled',
} satisfies Record<StudyState, string>;

export const orderTexts = {
  newest: 'newest first',
  oldest: 'oldest first',
  name: 'by name',
  state: 'by state',
  progress: 'by progress',
} satisfies Record<StudyOrder, string>;

/** What of the list is wanted; left out where nothing is chosen. */
export interface StudiesSearch {
  readonly text?: string | undefined;
  readonly state?: StudyState | undefined;
  readonly sort?: StudyOrder | undefined;
}

/** As the address has it: `#/?text=focal&state=running&sort=name`. */
export function readStudiesSearch(raw: RawSearch): StudiesSearch {
  return {
    text: textOf(raw['text'], longestText),
    state: oneOf(raw['state'], stateTexts),
    sort: oneOf(raw['sort'], orderTexts),
  };
}

/** The same as a query of the API. */
export function studiesQueryText({ text, state, sort }: StudiesSearch): string {
  return new URLSearchParams({
    ...(text !== undefined && { text }),
    ...(state && { state }),
    ...(sort && { sort }),
  }).toString();
}
