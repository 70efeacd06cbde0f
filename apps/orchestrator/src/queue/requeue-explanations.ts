import type { ObjectStore } from '@crossfold/storage';
import { isOpen, listExplanations } from '../explanations/explanation-records.js';
import type { StudyIndex } from '../studies/study-index.js';
import type { ExplanationQueue } from './explanation-queue.js';

interface ExplanationParts {
  readonly store: ObjectStore;
  readonly explanations: ExplanationQueue;
  readonly index: StudyIndex;
}

/** Queues every explanation that was ordered and has not ended: Redis has lost its jobs. */
export async function requeueExplanations({
  store,
  explanations,
  index,
}: ExplanationParts): Promise<void> {
  for (const { study } of index.list()) {
    for (const record of await listExplanations(store, study.studyId)) {
      const { studyId, number } = record.order;
      if (isOpen(record)) await explanations.enqueue({ studyId, number });
    }
  }
}
