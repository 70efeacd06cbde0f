import type { ComparedVariant } from '@crossfold/contracts';

/** A variant of some study, as the address names it. */
export function titleOf({
  studyId,
  variant,
}: Pick<ComparedVariant, 'studyId' | 'variant'>): string {
  return `${studyId}/${variant}`;
}
