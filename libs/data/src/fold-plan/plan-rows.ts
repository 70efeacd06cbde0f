import { groupWords, type ImageRecord, type LabelScheme } from '@crossfold/contracts';
import { groupRows } from '../group-rows.js';
import { compareText } from '../text-order.js';

/** What a fold plan has to know of an image; a record of a manifest is one. */
export type PlanRow = Pick<ImageRecord, 'imageId' | 'groupId' | 'patientId' | 'label'> &
  Partial<Pick<ImageRecord, 'sha256'>>;

/** Images listed more than once, and groups whose label or patient cannot be trusted. */
export function planRowProblems(
  rows: readonly PlanRow[],
  scheme: Pick<LabelScheme, 'group'>,
): string[] {
  const words = groupWords(scheme);
  const groups = [...groupRows(rows, ({ groupId }) => groupId)];
  const repeated = [...groupRows(rows, ({ imageId }) => imageId)].filter(
    ([, alike]) => alike.length > 1,
  );
  const labels = groups.map(
    ([groupId, images]) => [groupId, [...new Set(images.map(({ label }) => label))]] as const,
  );
  const patients = groups.map(
    ([groupId, images]) =>
      [groupId, [...new Set(images.map(({ patientId = 'unknown' }) => patientId))]] as const,
  );
  return [
    ...repeated.map(([imageId]) => `image ${imageId} is listed more than once`),
    ...labels
      .filter(([, found]) => found.length > 1 && words.labels === 'one')
      .map(([groupId, found]) => {
        return `${words.one} ${groupId} has several labels: ${found.toSorted(compareText).join(', ')}`;
      }),
    ...patients
      .filter(([, found]) => found.length > 1)
      .map(([groupId, found]) => {
        return `${words.one} ${groupId} has several patients: ${found.toSorted(compareText).join(', ')}`;
      }),
  ];
}
