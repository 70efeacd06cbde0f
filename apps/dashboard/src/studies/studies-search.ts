import type { StudyOrder, StudyState } from '@crossfold/contracts';
import { oneOf, textOf, type RawSearch } from '../text/search-value.js';

/** The API takes no more. */
export const longest = { text: 200, tag: 60, owner: 100, dataset: 100 } as const;

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
  readonly tag?: string | undefined;
  readonly owner?: string | undefined;
  readonly dataset?: string | undefined;
  /** `all`: nothing is chosen, and the default view is not wanted. */
  readonly view?: 'all' | undefined;
}

/** As the address has it: `#/?text=focal&state=running&sort=name`. */
export function readStudiesSearch(raw: RawSearch): StudiesSearch {
  return {
    text: textOf(raw['text'], longest.text),
    state: oneOf(raw['state'], stateTexts),
    sort: oneOf(raw['sort'], orderTexts),
    tag: textOf(raw['tag'], longest.tag),
    owner: textOf(raw['owner'], longest.owner),
    dataset: textOf(raw['dataset'], longest.dataset),
    view: oneOf(raw['view'], { all: true }),
  };
}

/** What is wanted as a query of the API, which is how a saved view is kept too. */
export function studiesQueryText({ view: _, ...wanted }: StudiesSearch): string {
  const entries = Object.entries(wanted) as [string, string | undefined][];
  const given = entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
  return new URLSearchParams(given).toString();
}

/** @param query of {@link studiesQueryText} */
export function studiesPath(query: string): string {
  return query === '' ? 'studies' : `studies?${query}`;
}

/** The inverse of {@link studiesQueryText}. */
export function searchOfQuery(query: string): StudiesSearch {
  return readStudiesSearch(Object.fromEntries(new URLSearchParams(query)));
}

/** Whether some studies may be left out. */
export function isFiltered({ sort: _, view: __, ...filters }: StudiesSearch): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}
