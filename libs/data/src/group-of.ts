import type { FoldAssignment } from '@crossfold/contracts';

type Grouped = Pick<FoldAssignment, 'group' | 'patientId' | 'lesionId'>;

/**
 * What may not be on two sides of a split: all lesions of a patient, or one lesion; with those that
 * a plan has joined with it.
 */
export function groupOf({ group, patientId, lesionId }: Grouped): string {
  return group ?? patientId ?? lesionId;
}

/** A group for messages: `patient P1` or `lesion L1`. */
export function groupName(image: Grouped): string {
  return `${image.patientId === undefined ? 'lesion' : 'patient'} ${groupOf(image)}`;
}
