import {
  ensembleVariants,
  type RacingConfig,
  type Study,
  type Variant,
} from '@crossfold/contracts';

/**
 * Whether a variant runs all of its cells whatever it scores: those that others are compared with, null
 * arms unless they race, and those that vote, since an ensemble without some of its members would be
 * another one.
 */
export function runsWhole(
  { variants, ensemble }: Pick<Study, 'variants' | 'ensemble'>,
  variant: Variant,
  config: Pick<RacingConfig, 'nullArms'>,
): boolean {
  const { name, role } = variant;
  const isReference = role === 'baseline' || variants.some(({ reference }) => reference === name);
  const isVoting = ensemble !== null && ensembleVariants(ensemble).includes(name);
  return isReference || isVoting || !mayRace(variant, config);
}

/** Null arms are the baseline: they rule nobody out, unless they race as any other. */
export function mayRace(
  { isNull }: Variant,
  { nullArms }: Pick<RacingConfig, 'nullArms'>,
): boolean {
  return isNull !== true || nullArms;
}
