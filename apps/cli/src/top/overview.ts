import {
  isFinalStudyState,
  type QueuePage,
  type StudyView,
  type WorkerView,
} from '@crossfold/contracts';
import type { ReadFrom } from '../stack/with-reader.js';

/** What goes on at a moment. */
export interface Overview {
  readonly at: string;
  /** The address of the server that was asked; null where none runs, and the store was read. */
  readonly server: string | null;
  /** Studies that are not over. */
  readonly studies: readonly StudyView[];
  readonly workers: readonly WorkerView[];
  /** The first jobs that wait, and how many do; null without a server. */
  readonly queue: QueuePage | null;
}

/** Jobs of the queue that are asked for. */
const shownJobs = 50;

export async function readOverview({ reader, api }: ReadFrom): Promise<Overview> {
  const [all, workers, queue] = await Promise.all([
    reader.listStudies(),
    api?.workers() ?? null,
    api?.queue(shownJobs) ?? null,
  ]);
  return {
    at: new Date().toISOString(),
    server: api?.url ?? null,
    studies: all.filter(({ state }) => !isFinalStudyState(state)),
    workers: workers?.workers ?? [],
    queue,
  };
}
