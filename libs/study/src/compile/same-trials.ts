import {
  AppError,
  countTrials,
  listTrainedVariants,
  listTrials,
  trainingHash,
  variantHash,
  whyNoneIsSame,
  type Study,
  type TrialCell,
  type Variant,
} from '@crossfold/contracts';

/** The trials of a study that have the same trial in none of the others. */
export function listNewTrials(study: Study, others: readonly Study[]): TrialCell[] {
  return listNewBy(variantHash, study, others);
}

/** The trials of a study that have to be trained: no other one, here or there, ends with their weights. */
export function listTrainings(study: Study, others: readonly Study[]): TrialCell[] {
  const trained = new Set(listTrainedVariants(study.variants));
  return listNewBy(trainingHash, study, others).filter(({ variant }) => trained.has(variant));
}

function listNewBy(
  hashOf: (variant: Variant) => string,
  study: Study,
  others: readonly Study[],
): TrialCell[] {
  const shared = others.map((other) => sharedParts(hashOf, other, study));
  return listTrials(study).filter(({ variant, seed }) =>
    shared.every(({ variants, seeds }) => !variants.has(variant) || !seeds.has(seed)),
  );
}

/** How many trials of a study have the same trial in one of the others. */
export function countSameTrials(study: Study, others: readonly Study[]): number {
  return others.length === 0 ? 0 : countTrials(study) - listNewTrials(study, others).length;
}

/** Variants and seeds of a study that another has too: each trial of both is alike there. */
function sharedParts(
  hashOf: (variant: Variant) => string,
  other: Study,
  study: Study,
): { readonly variants: ReadonlySet<string>; readonly seeds: ReadonlySet<number> } {
  if (whyNoneIsSame(other, study) !== null) return { variants: new Set(), seeds: new Set() };
  const hashes = new Set(other.variants.map(hashOf));
  const alike = study.variants.filter((variant) => hashes.has(hashOf(variant)));
  return { variants: new Set(alike.map(({ name }) => name)), seeds: new Set(other.seeds) };
}

/**
 * @param others those that a study names in `reuse`
 * @throws AppError SPEC_INVALID where one of them has no trial of it: its name would save nothing
 */
export function assertSomeSame(study: Study, others: readonly Study[]): void {
  const problems = others.flatMap((other) => {
    const reason = whyNoneIsSame(other, study);
    const remark = `no trial of ${other.studyId} is one of this study: ${reason ?? ''}`;
    return reason === null ? [] : [`reuse: expected studies with trials in common, but ${remark}`];
  });
  if (problems.length === 0) return;
  const message = `the study file has ${problems.length} problem(s): ${problems.join('; ')}`;
  throw new AppError('SPEC_INVALID', message, { problems });
}
