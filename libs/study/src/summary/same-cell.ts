import type { TrialCell } from '@crossfold/contracts';

/** Whether two trials differ in their variant alone, and so are a pair. */
export function isSameCell(one: TrialCell, other: TrialCell): boolean {
  return one.repeat === other.repeat && one.fold === other.fold && one.seed === other.seed;
}
