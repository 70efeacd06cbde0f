import { tasks, trialOfJob } from '@crossfold/contracts';
import { watchOverdueJobs } from './overdue-jobs.js';
import { idOf, isMissing, type TaskQueue } from './task-queue.js';

/** The jobs of a study, but for those that it is yet to have: trials are admitted as slots come free. */
export interface StudyQueue {
  /** Takes those of the trials away that wait; one that a worker has is left to it. */
  removeWaiting(studyId: string, trialIds: readonly string[]): Promise<void>;
  /** As `removeWaiting`, of all its trials: few of thousands have a job. */
  removeAllWaiting(studyId: string): Promise<void>;
  /** @returns whether it had no job */
  restoreEnsemble(studyId: string): Promise<boolean>;
  /** Takes the ensemble away unless a worker has it. @returns whether one has */
  removeEnsemble(studyId: string): Promise<boolean>;
}

export function createStudyQueue(queue: TaskQueue): StudyQueue {
  const overdue = watchOverdueJobs();
  return {
    removeWaiting: (studyId, trialIds) =>
      queue.remove(trialIds.map((trialId) => tasks.trial.idOf({ studyId, trialId }))),
    async removeAllWaiting(studyId) {
      const listed = await queue.list();
      await queue.remove(listed.filter((id) => trialOfJob(id)?.studyId === studyId));
    },
    async restoreEnsemble(studyId) {
      const task = { kind: 'ensemble', payload: { studyId } } as const;
      const [look] = await queue.look([idOf(task)]);
      if (look && !isMissing(look)) {
        const delay = look.place === 'delayed' ? look.delayMs : 0;
        await overdue.wake({ id: look.id, delay, promote: () => queue.wake(look) });
      }
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
