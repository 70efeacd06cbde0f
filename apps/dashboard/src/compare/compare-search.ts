import { textOf, type RawSearch } from '../text/search-value.js';

export const maxVariants = 8;

/** What is compared; left out where nothing is chosen. */
export interface CompareSearch {
  /** `STUDY/VARIANT` with commas between them. */
  readonly variants?: string | undefined;
  /** Compare unlike fold plans and contents all the same. */
  readonly unlike?: string | undefined;
  /** Show all settings, and not only those that differ. */
  readonly settings?: string | undefined;
  /** Confusions minus that of the first. */
  readonly confusion?: string | undefined;
  /** The section that was jumped to. */
  readonly at?: string | undefined;
}

export function readCompareSearch(raw: RawSearch): CompareSearch {
  return {
    variants: textOf(raw['variants'], 2000),
    unlike: raw['unlike'] === 'compare' ? 'compare' : undefined,
    settings: raw['settings'] === 'all' ? 'all' : undefined,
    confusion: raw['confusion'] === 'difference' ? 'difference' : undefined,
    at: textOf(raw['at'], 40),
  };
}

/** Each once, no more than are compared at once. */
export function listedVariants({ variants = '' }: CompareSearch): readonly string[] {
  const names = variants.split(',').filter((name) => /^[^/]+\/[^/]+$/.test(name));
  return [...new Set(names)].slice(0, maxVariants);
}
