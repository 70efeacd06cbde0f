import { tasks, type ExplanationJob } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import { isOpen, listExplanations } from '@crossfold/study';
import type { TaskQueue } from './task-queue.js';

interface ExplanationProgress {
  readonly done: number;
  readonly total: number;
}

/** The jobs that explain predictions: they come when asked for. */
export interface ExplanationQueue {
  /**
   * Queues an explanation unless a job waits or runs for it.
   *
   * @throws AppError QUEUE_UNAVAILABLE
   */
  enqueue(job: ExplanationJob): Promise<void>;
  /** Images explained so far; null while nothing is known. */
  progress(job: ExplanationJob): Promise<ExplanationProgress | null>;
  /** Learns from the store which explanations of these studies are open. */
  learn(store: ObjectStore, studyIds: readonly string[]): Promise<void>;
  /** Queues what is open and has no job. @returns that */
  restore(store: ObjectStore): Promise<ExplanationJob[]>;
}

export function createExplanationQueue(queue: TaskQueue): ExplanationQueue {
  // Those that are open, as far as is known: to list all of every study again and again is dear.
  const open = new Map<string, ExplanationJob>();

  function remember({ studyId, number }: ExplanationJob): void {
    open.set(tasks.explanation.idOf({ studyId, number }), { studyId, number });
  }

  /** Forgets those of a study that have ended. */
  async function learnOf(store: ObjectStore, studyId: string): Promise<void> {
    for (const record of await listExplanations(store, studyId)) {
      if (isOpen(record)) remember(record.order);
      else open.delete(tasks.explanation.idOf(record.order));
    }
  }

  return {
    async enqueue(job) {
      remember(job);
      await queue.restore([{ kind: 'explanation', payload: job }]);
    },
    async progress(job) {
      const progress = (await queue.find(tasks.explanation.idOf(job)))?.progress;
      if (typeof progress !== 'object' || !('done' in progress)) return null;
      return progress as ExplanationProgress;
    },
    async learn(store, studyIds) {
      for (const studyId of studyIds) await learnOf(store, studyId);
    },
    async restore(store) {
      const looks = await queue.look([...open.keys()]);
      const missing = looks.filter(({ place }) => place === 'lost' || place === 'none');
      const doubted = missing.flatMap(({ id }) => open.get(id) ?? []);
      for (const studyId of new Set(doubted.map((job) => job.studyId))) {
        await learnOf(store, studyId);
      }
      const left = doubted.filter((job) => open.has(tasks.explanation.idOf(job)));
      const wanted = left.map((payload) => ({ kind: 'explanation', payload }) as const);
      return (await queue.restore(wanted)).map(({ payload }) => payload);
    },
  };
}
