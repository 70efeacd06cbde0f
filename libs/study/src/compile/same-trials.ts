import {
  AppError,
  countTrials,
  listTrainedVariants,
  listTrials,
  nameTrial,
  studyLimits,
  trainingHash,
  variantHash,
  whyNoneIsSame,
  type Study,
  type TrialCell,
  type TrialName,
  type TrialState,
  type Variant,
} from '@crossfold/contracts';

/** A study whose results another one may take. */
export interface ReusedStudy {
  readonly study: Study;
  /** What is known of its trials; left out: all of them are taken for finished. */
  readonly trials?: { get(trialId: string): { readonly state: TrialState } | undefined };
}

/** The trials of a study of which none of the others has a result. */
export function listNewTrials(study: Study, others: readonly ReusedStudy[]): TrialCell[] {
  return listNewBy(variantHash, study, others);
}

/** The trials of a study that have to be trained: no other one, here or there, ends with their weights. */
export function listTrainings(study: Study, others: readonly ReusedStudy[]): TrialCell[] {
  const trained = new Set(listTrainedVariants(study.variants));
  return listNewBy(trainingHash, study, others).filter(({ variant }) => trained.has(variant));
}

/** How many trials of a study have a result in one of the others. */
export function countSameTrials(study: Study, others: readonly ReusedStudy[]): number {
  return others.length === 0 ? 0 : countTrials(study) - listNewTrials(study, others).length;
}

/**
 * The studies that have a result which saves a study a training, or are to have one, for `reuse: auto`: no
 * more than a file may name, and those first that have one.
 *
 * @param known all that there are, those first whose results are wanted most
 */
export function findReusable<T extends ReusedStudy>(study: Study, known: readonly T[]): T[] {
  const cells = countTrials(study);
  const found = new Set<T>();
  for (const isWanted of [hasResult, mayHaveResult]) {
    for (const other of known) {
      if (found.size === studyLimits.reused) break;
      if (other.study.studyId === study.studyId) continue;
      if (listNewBy(trainingHash, study, [other], isWanted).length < cells) found.add(other);
    }
  }
  return [...found];
}

/**
 * Finds the trials of other studies that train as one of a study does.
 *
 * @param others those that it names in `reuse`
 */
export function findAlikeTrials(
  study: Study,
  others: readonly Study[],
): (cell: TrialCell) => TrialName[] {
  const shared = listShared(
    trainingHash,
    study,
    others.map((other) => ({ study: other })),
  );
  return (cell) =>
    shared.flatMap(({ study: other, namesOf }) => {
      if (!other.seeds.includes(cell.seed)) return [];
      const { studyId } = other;
      return (namesOf.get(cell.variant) ?? []).map((variant) => ({
        studyId,
        trialId: nameTrial(other, { ...cell, variant }),
      }));
    });
}

function listNewBy(
  hashOf: (variant: Variant) => string,
  study: Study,
  others: readonly ReusedStudy[],
  isWanted = hasResult,
): TrialCell[] {
  const shared = listShared(hashOf, study, others);
  return listTrials(study).filter((cell) =>
    shared.every(
      ({ study: other, trials, namesOf }) =>
        !other.seeds.includes(cell.seed) ||
        !(namesOf.get(cell.variant) ?? []).some((variant) =>
          isWanted(trials, nameTrial(other, { ...cell, variant })),
        ),
    ),
  );
}

function listShared(
  hashOf: (variant: Variant) => string,
  study: Study,
  others: readonly ReusedStudy[],
) {
  return others
    .filter((other) => whyNoneIsSame(other.study, study) === null)
    .map((other) => ({ ...other, namesOf: alikeVariants(hashOf, other.study, study) }));
}

function hasResult(trials: ReusedStudy['trials'], trialId: string): boolean {
  return trials === undefined || trials.get(trialId)?.state === 'succeeded';
}

/** One that is paused may never go on. */
function mayHaveResult(trials: ReusedStudy['trials'], trialId: string): boolean {
  const state = trials?.get(trialId)?.state ?? 'succeeded';
  return state === 'queued' || state === 'running' || state === 'succeeded';
}

/** Of each variant of a study the variants of another one that are alike. */
function alikeVariants(
  hashOf: (variant: Variant) => string,
  other: Study,
  study: Study,
): ReadonlyMap<string, readonly string[]> {
  const byHash = new Map<string, string[]>();
  for (const variant of other.variants) {
    const hash = hashOf(variant);
    byHash.set(hash, [...(byHash.get(hash) ?? []), variant.name]);
  }
  return new Map(
    study.variants.map((variant) => [variant.name, byHash.get(hashOf(variant)) ?? []]),
  );
}

/**
 * @param others those that a study names in `reuse`
 * @throws AppError SPEC_INVALID where one of them has no trial of it: its name would save nothing
 */
export function assertSomeSame(study: Study, others: readonly ReusedStudy[]): void {
  const problems = others.flatMap(({ study: other }) => {
    const reason = whyNoneIsSame(other, study);
    const remark = `no trial of ${other.studyId} is one of this study: ${reason ?? ''}`;
    return reason === null ? [] : [`reuse: expected studies with trials in common, but ${remark}`];
  });
  if (problems.length === 0) return;
  const message = `the study file has ${problems.length} problem(s): ${problems.join('; ')}`;
  throw new AppError('SPEC_INVALID', message, { problems });
}
