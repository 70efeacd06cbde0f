import { groupWords, type FoldAssignment, type LabelScheme } from '@crossfold/contracts';

type Grouped = Pick<FoldAssignment, 'group' | 'patientId' | 'groupId'>;

/**
 * What may not be on two sides of a split: all groups of a patient, or one group; with those that a
 * plan has joined with it.
 */
export function groupOf({ group, patientId, groupId }: Grouped): string {
  return group ?? patientId ?? groupId;
}

/** A group for messages: `patient P1` or `lesion L1`. */
export function groupName(image: Grouped, scheme: Pick<LabelScheme, 'group'>): string {
  const what = image.patientId === undefined ? groupWords(scheme).one : 'patient';
  return `${what} ${groupOf(image)}`;
}
