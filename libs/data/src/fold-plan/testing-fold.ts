import type { FoldAssignment } from '@crossfold/contracts';

/** The fold that tests an image in a repeat, from 0. Of a sealed one that of the first repeat is `sealed`; it has no other. */
export function testingFold(
  { fold, repeatFolds }: Pick<FoldAssignment, 'fold' | 'repeatFolds'>,
  repeat: number,
): FoldAssignment['fold'] | undefined {
  return repeat === 0 ? fold : repeatFolds?.[repeat - 1];
}
