import {
  AppError,
  findSameTrial,
  listTrials,
  whyNoneIsSame,
  type Study,
  type TrialCell,
} from '@crossfold/contracts';

/** The trials of a study that have the same trial in none of the others. */
export function listNewTrials(study: Study, others: readonly Study[]): TrialCell[] {
  return listTrials(study).filter((cell) =>
    others.every((other) => findSameTrial(other, study, cell) === null),
  );
}

/** How many trials of a study have the same trial in one of the others. */
export function countSameTrials(study: Study, others: readonly Study[]): number {
  return listTrials(study).length - listNewTrials(study, others).length;
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
