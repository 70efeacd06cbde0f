import { textOf, type RawSearch } from '../text/search-value.js';

/** What a new study begins with; left out for an empty file. */
export interface NewStudySearch {
  readonly preset?: string | undefined;
  /** The study whose file is taken. */
  readonly clone?: string | undefined;
}

export function readNewStudySearch(raw: RawSearch): NewStudySearch {
  return { preset: textOf(raw['preset'], 100), clone: textOf(raw['clone'], 100) };
}
