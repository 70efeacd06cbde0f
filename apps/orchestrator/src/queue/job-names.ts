import type { QueuedJob, TaskKind, TrialJob } from '@crossfold/contracts';

/** What a job is for. */
export type JobName = Pick<QueuedJob, 'kind' | 'studyId' | 'trialId'>;

const kindsOfFolder: Readonly<Record<string, TaskKind>> = {
  'cross-evaluations': 'crossEvaluation',
  explanations: 'explanation',
};

/** What the id of a job says (`tasks` of the contracts); null where it is none of ours. */
export function nameOfJob(id: string): JobName | null {
  const [first = '', second = '', third] = id.split('/');
  if (second === '') return null;
  if (first === 'predictions') return { kind: 'prediction', studyId: null, trialId: null };
  const kind = third === undefined ? null : kindsOfFolder[second];
  if (kind) return { kind, studyId: first, trialId: null };
  if (kind === undefined) return null;
  return second === 'ensemble'
    ? { kind: 'ensemble', studyId: first, trialId: null }
    : { kind: 'trial', studyId: first, trialId: second };
}

/** The trial that a job is for; null where it is for something else. */
export function trialOfJob(id: string): TrialJob | null {
  const { studyId = null, trialId = null } = nameOfJob(id) ?? {};
  return studyId === null || trialId === null ? null : { studyId, trialId };
}
