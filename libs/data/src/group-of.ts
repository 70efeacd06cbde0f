import type { ImageRecord } from '@crossfold/contracts';

/** What may not be on two sides of a split: all lesions of a patient, or one lesion. */
export function groupOf({ patientId, lesionId }: Pick<ImageRecord, 'patientId' | 'lesionId'>) {
  return patientId ?? lesionId;
}

/** A group for messages: `patient P1` or `lesion L1`. */
export function groupName(image: Pick<ImageRecord, 'patientId' | 'lesionId'>): string {
  return `${image.patientId === undefined ? 'lesion' : 'patient'} ${groupOf(image)}`;
}
