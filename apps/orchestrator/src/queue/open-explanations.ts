import { tasks, type ExplanationJob } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import { isOpen, listExplanations } from '@crossfold/study';
import type { OpenTasks } from './asked-tasks.js';
import { isMissing } from './task-queue.js';

export interface OpenExplanations extends OpenTasks<'explanation'> {
  /** Learns from the store which explanations of these studies are open. */
  learn(studyIds: readonly string[]): Promise<void>;
}

/** Keeps those that are open, as far as is known: to list all of every study again and again is dear. */
export function openExplanations(store: ObjectStore): OpenExplanations {
  const open = new Map<string, ExplanationJob>();

  function add({ studyId, number }: ExplanationJob): void {
    open.set(tasks.explanation.idOf({ studyId, number }), { studyId, number });
  }

  /** Forgets those of a study that have ended. */
  async function learnOf(studyId: string): Promise<void> {
    for (const record of await listExplanations(store, studyId)) {
      if (isOpen(record)) add(record.order);
      else open.delete(tasks.explanation.idOf(record.order));
    }
  }

  return {
    add,
    async learn(studyIds) {
      for (const studyId of studyIds) await learnOf(studyId);
    },
    async list(queue) {
      const missing = (await queue.look([...open.keys()])).filter(isMissing);
      const doubted = missing.flatMap(({ id }) => open.get(id) ?? []);
      for (const studyId of new Set(doubted.map((job) => job.studyId))) await learnOf(studyId);
      return doubted.filter((job) => open.has(tasks.explanation.idOf(job)));
    },
  };
}
