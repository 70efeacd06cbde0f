import { textOf, type RawSearch } from '../text/search-value.js';

export interface LesionSearch {
  /** The section that was jumped to. */
  readonly at?: string | undefined;
}

export function readLesionSearch(raw: RawSearch): LesionSearch {
  return { at: textOf(raw['at'], 40) };
}
