import {
  pausedDelayMs,
  priorityFor,
  queuePriority,
  tasks,
  desiredStateFor,
  type Control,
  type Study,
  type TrialCell,
} from '@crossfold/contracts';
import type { JobLook } from './job-places.js';
import { watchOverdueJobs } from './overdue-jobs.js';
import { inQueueOrder } from './queue-order.js';
import { idOf, isMissing, type Task, type TaskQueue } from './task-queue.js';

/** The jobs of a study: its trials, and then its ensemble. */
export interface StudyQueue {
  /** Queues the trials of a new study. Should a page fail, the reconciler goes on. */
  submit(study: Study, control: Control): Promise<void>;
  /** Whether `submit` is at work on it, of which the reconciler must not take over a part. */
  isSubmitting(studyId: string): boolean;
  /**
   * Makes the jobs of trials fit what is wanted of them, and wakes what a clock let oversleep.
   *
   * @returns those of the cells that no worker has or will take
   */
  align(control: Control, cells: readonly TrialCell[]): Promise<TrialCell[]>;
  restoreTrials(control: Control, cells: readonly TrialCell[]): Promise<void>;
  /** Takes those of the trials away that wait; one that a worker has is left to it. */
  removeWaiting(studyId: string, trialIds: readonly string[]): Promise<void>;
  /** @returns whether it had no job */
  restoreEnsemble(studyId: string): Promise<boolean>;
  /** Takes the ensemble away unless a worker has it. @returns whether one has */
  removeEnsemble(studyId: string): Promise<boolean>;
}

export function createStudyQueue(queue: TaskQueue): StudyQueue {
  const overdue = watchOverdueJobs();
  const submitting = new Set<string>();

  /** One that a worker has is left to the worker, which asks the store by itself. */
  async function alignJob(look: JobLook, control: Control, trialId: string): Promise<void> {
    if (look.place === 'active') return;
    const desired = desiredStateFor(control, trialId);
    if (desired === 'cancel') return queue.remove([look.id]);
    const priority = queuePriority(priorityFor(control, trialId));
    if (look.priority !== priority) {
      const job = await queue.find(look.id);
      await job?.changePriority({ priority }).catch(ignoreMove);
    }
    // A short delay is the pause between two attempts.
    const isAsleep = look.place === 'delayed' && look.delayMs >= pausedDelayMs / 2;
    if (desired === 'run' && isAsleep) await promote(look.id);
    await wakeOverdue(look);
  }

  async function wakeOverdue({ id, place, delayMs }: JobLook): Promise<void> {
    const delay = place === 'delayed' ? delayMs : 0;
    await overdue.wake({ id, delay, promote: () => promote(id) });
  }

  async function promote(id: string): Promise<void> {
    await (await queue.find(id))?.promote().catch(ignoreMove);
  }

  return {
    async submit(study, control) {
      const { studyId } = study;
      submitting.add(studyId);
      try {
        await queue.add(inQueueOrder(study).map((cell) => trialTask(control, cell)));
      } finally {
        submitting.delete(studyId);
      }
    },
    isSubmitting: (studyId) => submitting.has(studyId),
    async align(control, cells) {
      const looks = await queue.look(cells.map((cell) => idOf(trialTask(control, cell))));
      for (const [i, { trialId }] of cells.entries()) {
        const look = looks[i];
        if (look && !isMissing(look)) await alignJob(look, control, trialId);
      }
      return cells.filter((_, i) => isMissing(looks[i]));
    },
    async restoreTrials(control, cells) {
      await queue.restore(cells.map((cell) => trialTask(control, cell)));
    },
    removeWaiting: (studyId, trialIds) =>
      queue.remove(trialIds.map((trialId) => tasks.trial.idOf({ studyId, trialId }))),
    async restoreEnsemble(studyId) {
      const task = { kind: 'ensemble', payload: { studyId } } as const;
      const [look] = await queue.look([idOf(task)]);
      if (look && !isMissing(look)) await wakeOverdue(look);
      return (await queue.restore([task])).length > 0;
    },
    async removeEnsemble(studyId) {
      const id = tasks.ensemble.idOf({ studyId });
      await queue.remove([id]);
      const [look] = await queue.look([id]);
      return look?.place === 'active';
    },
  };
}

/** Each has a priority: one without would come before all that have any. */
function trialTask(control: Control, { trialId }: TrialCell): Task<'trial'> {
  const { studyId } = control;
  const priority = queuePriority(priorityFor(control, trialId));
  return { kind: 'trial', payload: { studyId, trialId }, priority };
}

/** The job has moved since it was looked at: whoever moved it, or the next look, sees to it. */
function ignoreMove(): void {
  return undefined;
}
