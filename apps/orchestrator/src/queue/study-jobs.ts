import {
  priorityFor,
  queuePriority,
  queues,
  trialJobId,
  trialRetry,
  type Control,
  type Study,
  type TrialCell,
} from '@crossfold/contracts';
import type { FlowJobNode, JobsOptions } from 'bullmq';

/** What is still to be done of a study, its summary apart. */
export interface StudyRemainder {
  readonly control: Control;
  readonly cells: readonly TrialCell[];
  readonly ensemble: boolean;
}

/** A finished job has done its work: the record is in the store. */
const forgetful = { removeOnComplete: true, removeOnFail: true } as const;

/** A child that fails lets its parent go on: one dead trial must not sink the study. */
const tolerated = { ignoreDependencyOnFailure: true, ...forgetful } as const;

type TrialJobNode = FlowJobNode & { readonly opts: Omit<JobsOptions, 'parent'> };

/**
 * The summary waits for the ensemble, which waits for the trials.
 *
 * @param isGated whether more trials are to follow, until which nothing above them may begin
 */
export function studyFlow(
  study: Study,
  { control, cells, ensemble }: StudyRemainder,
  isGated: boolean,
): FlowJobNode {
  const { studyId } = study;
  const gate = isGated ? [gateJob(study)] : [];
  const trials = [...gate, ...cells.map((cell) => trialJob(control, cell))];
  return {
    name: 'summary',
    queueName: queues.summaries.name,
    data: { studyId },
    opts: { jobId: studyId, attempts: 5, backoff: backoff(), ...forgetful },
    children: ensemble ? [ensembleJob(study, trials)] : trials,
  };
}

/** Each has a priority: one without would come before all that have any. */
export function trialJob(control: Control, { trialId }: TrialCell): TrialJobNode {
  const { studyId } = control;
  return {
    name: 'trial',
    queueName: queues.trials.name,
    data: { studyId, trialId },
    opts: {
      jobId: trialJobId(studyId, trialId),
      attempts: trialRetry.attempts,
      backoff: backoff(),
      priority: queuePriority(priorityFor(control, trialId)),
      ...tolerated,
    },
  };
}

function gateJob({ studyId }: Study): FlowJobNode {
  const opts = { jobId: studyId, ...tolerated };
  return { name: 'gate', queueName: queues.gates.name, data: { studyId }, opts };
}

function ensembleJob({ studyId }: Study, children: FlowJobNode[]): FlowJobNode {
  return {
    name: 'ensemble',
    queueName: queues.ensembles.name,
    data: { studyId },
    opts: { jobId: studyId, attempts: 3, backoff: backoff(), ...tolerated },
    children,
  };
}

function backoff() {
  return { type: 'exponential', delay: trialRetry.backoffMs };
}
