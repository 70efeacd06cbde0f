import type { ImageRecord } from '@crossfold/contracts';
import { groupRows } from './group-rows.js';
import { compareText } from './text-order.js';

/** What a fold plan has to know of an image; a record of a manifest is one. */
export type PlanRow = Pick<ImageRecord, 'imageId' | 'lesionId' | 'dx'>;

/** Images listed more than once, and lesions whose label cannot be trusted. */
export function planRowProblems(rows: readonly PlanRow[]): string[] {
  const repeated = [...groupRows(rows, ({ imageId }) => imageId)].filter(
    ([, alike]) => alike.length > 1,
  );
  const diagnoses = [...groupRows(rows, ({ lesionId }) => lesionId)].map(
    ([lesionId, images]) => [lesionId, [...new Set(images.map(({ dx }) => dx))]] as const,
  );
  return [
    ...repeated.map(([imageId]) => `image ${imageId} is listed more than once`),
    ...diagnoses
      .filter(([, found]) => found.length > 1)
      .map(([lesionId, found]) => {
        return `lesion ${lesionId} has several diagnoses: ${found.toSorted(compareText).join(', ')}`;
      }),
  ];
}
