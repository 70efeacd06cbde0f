import {
  AppError,
  countTrials,
  listTrials,
  variantHash,
  whyNoneIsSame,
  type Study,
  type TrialCell,
} from '@crossfold/contracts';

/** The trials of a study that have the same trial in none of the others. */
export function listNewTrials(study: Study, others: readonly Study[]): TrialCell[] {
  const shared = others.map((other) => sharedParts(other, study));
  return listTrials(study).filter(({ variant, seed }) =>
    shared.every(({ variants, seeds }) => !variants.has(variant) || !seeds.has(seed)),
  );
}

/** How many trials of a study have the same trial in one of the others. */
export function countSameTrials(study: Study, others: readonly Study[]): number {
  return others.length === 0 ? 0 : countTrials(study) - listNewTrials(study, others).length;
}

/** Variants and seeds of a study that another has too: each trial of both is the same there. */
function sharedParts(
  other: Study,
  study: Study,
): { readonly variants: ReadonlySet<string>; readonly seeds: ReadonlySet<number> } {
  if (whyNoneIsSame(other, study) !== null) return { variants: new Set(), seeds: new Set() };
  const configs = new Set(other.variants.map(variantHash));
  const alike = study.variants.filter((variant) => configs.has(variantHash(variant)));
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
