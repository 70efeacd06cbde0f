import type { IngestProblem } from '@crossfold/contracts';
import { oneOf, textOf, type RawSearch } from '../text/search-value.js';

/** What may be wrong with an image of a data set, as people read it. */
export const problemTexts = {
  'missing-image': 'image is missing',
  'unknown-class': 'class is unknown',
  'duplicate-id': 'id occurs twice',
  'unreadable-image': 'image cannot be read',
  'conflicting-label': 'labels contradict each other',
  'missing-group': 'group is missing',
  'unreadable-id': 'id cannot be shown',
  'invalid-value': 'value is invalid',
  'image-without-row': 'image has no row',
  'missing-mask': 'mask is missing',
  'excluded-class': 'class is left out',
  'conflicting-patient': 'patients contradict each other',
  'in-other-set': 'image is in another set too',
  'near-copy': 'smaller copy of another image',
  'unused-file': 'file is no image of the set',
  'equal-bytes': 'same file as another image',
} satisfies Record<IngestProblem['kind'], string>;

export interface DatasetSearch {
  /** Problems that are listed. */
  readonly kind?: IngestProblem['kind'] | undefined;
  /** Images that are shown. */
  readonly label?: string | undefined;
  /** The section that was jumped to. */
  readonly at?: string | undefined;
}

export function readDatasetSearch(raw: RawSearch): DatasetSearch {
  return {
    kind: oneOf(raw['kind'], problemTexts),
    label: textOf(raw['label'], 200),
    at: textOf(raw['at'], 40),
  };
}

/** @param kind as the server says it, which may know more of them */
export function problemText(kind: string): string {
  return oneOf(kind, problemTexts) === undefined
    ? kind
    : problemTexts[kind as IngestProblem['kind']];
}
