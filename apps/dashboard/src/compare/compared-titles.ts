import type { ComparedVariant } from '@crossfold/contracts';

/** A variant of some study, as the address names it. */
export function titleOf({
  studyId,
  variant,
}: Pick<ComparedVariant, 'studyId' | 'variant'>): string {
  return `${studyId}/${variant}`;
}

export function foldTitle({
  repeat,
  fold,
}: {
  readonly repeat: number;
  readonly fold: number;
}): string {
  return repeat === 0 ? `fold ${fold}` : `repeat ${repeat}, fold ${fold}`;
}
