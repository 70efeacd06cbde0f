import { AppError, nearestWord } from '@crossfold/contracts';
import { isFinalRecord, type StudyRecord } from '@crossfold/study';

/**
 * Whether the sealed part of a study can be opened by hand.
 *
 * @param confirm the name of the study, as it was typed
 * @param variant whose models are to vote; the baseline when left out
 * @returns the variant
 * @throws AppError REQUEST_UNFIT, CONFLICT
 */
export function assertOpenable(
  record: StudyRecord,
  confirm: string,
  variant: string | undefined,
): string {
  const { study, trials } = record;
  const { studyId, name, ensemble, sealedPart, foldPlan } = study;
  if (confirm !== name) {
    throw new AppError('REQUEST_UNFIT', `expected "${name}" for confirm, got "${confirm}"`, {
      remedy: 'Send the name of the study whose sealed part is to be opened.',
    });
  }
  const names = study.variants.map((one) => one.name);
  if (variant !== undefined && !names.includes(variant)) {
    const nearest = nearestWord(variant, names);
    const hint = nearest ? `; did you mean "${nearest}"?` : '';
    const message = `expected a variant of ${studyId} for variant, got "${variant}"${hint}`;
    throw new AppError('REQUEST_UNFIT', message);
  }
  const images = sealedPart?.images ?? (foldPlan.options.sealedShare > 0 ? 1 : 0);
  if (images === 0) refuse('a study with sealed images', 'none');
  if (ensemble !== null) {
    refuse('a study without an ensemble', `one whose ensemble of ${ensemble.variant} opens it`);
  }
  if (!isFinalRecord(record)) refuse('a study that has ended', 'one with something left to do');
  const voting = variant ?? baselineOf(study);
  const hasMember = trials.some((trial) => trial.variant === voting && trial.state === 'succeeded');
  if (!hasMember) refuse(`a trial of ${voting} that succeeded`, 'none');
  return voting;

  function refuse(expected: string, got: string): never {
    throw new AppError('CONFLICT', `expected ${expected} for ${studyId}, got ${got}`);
  }
}

function baselineOf({ variants }: StudyRecord['study']): string {
  return variants.find(({ role }) => role === 'baseline')?.name ?? '';
}
