import type { ComparedVariant } from '@crossfold/contracts';
import { lookOf } from '../charts/variant-look.js';
import { Swatch } from '../components/swatch.js';
import { titleOf } from './compared-titles.js';

/** A variant by its colour, which is that of the pages of its study, and its name. */
export function ComparedName({
  variant,
}: {
  readonly variant: Pick<ComparedVariant, 'studyId' | 'variant' | 'place'>;
}) {
  return (
    <>
      <Swatch colour={lookOf(variant.place).colour} />
      {titleOf(variant)}
    </>
  );
}
