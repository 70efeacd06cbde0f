import type { ImageRecord } from '@crossfold/contracts';
import { groupRows } from '../group-rows.js';
import { compareText } from '../text-order.js';

/** What a fold plan has to know of an image; a record of a manifest is one. */
export type PlanRow = Pick<ImageRecord, 'imageId' | 'lesionId' | 'patientId' | 'dx'> &
  Partial<Pick<ImageRecord, 'sha256'>>;

/** Images listed more than once, and lesions whose label or patient cannot be trusted. */
export function planRowProblems(rows: readonly PlanRow[]): string[] {
  const lesions = [...groupRows(rows, ({ lesionId }) => lesionId)];
  const repeated = [...groupRows(rows, ({ imageId }) => imageId)].filter(
    ([, alike]) => alike.length > 1,
  );
  const diagnoses = lesions.map(
    ([lesionId, images]) => [lesionId, [...new Set(images.map(({ dx }) => dx))]] as const,
  );
  const patients = lesions.map(
    ([lesionId, images]) =>
      [lesionId, [...new Set(images.map(({ patientId = 'unknown' }) => patientId))]] as const,
  );
  return [
    ...repeated.map(([imageId]) => `image ${imageId} is listed more than once`),
    ...diagnoses
      .filter(([, found]) => found.length > 1)
      .map(([lesionId, found]) => {
        return `lesion ${lesionId} has several diagnoses: ${found.toSorted(compareText).join(', ')}`;
      }),
    ...patients
      .filter(([, found]) => found.length > 1)
      .map(([lesionId, found]) => {
        return `lesion ${lesionId} has several patients: ${found.toSorted(compareText).join(', ')}`;
      }),
  ];
}
