import { randomBytes } from 'node:crypto';
import {
  AppError,
  cancellationSchema,
  listTrials,
  objectPaths,
  studySchema,
  type Study,
} from '@crossfold/contracts';
import { assertTrainable } from '@crossfold/model';
import { findDatasetPointer, writeJson, type ObjectStore } from '@crossfold/storage';
import { Inject, Injectable } from '@nestjs/common';
import type { EventLog } from '../events/event-log.js';
import { compileStudy, parseStudySpec } from '../planning/compile-study.js';
import { assertRegionsSeen } from '../planning/assert-masks.js';
import { FoldPlansService } from '../planning/fold-plans.service.js';
import type { StudyQueue } from '../queue/study-queue.js';
import { eventLogToken, storeToken, studyIndexToken, studyQueueToken } from '../tokens.js';
import type { StudyIndex } from './study-index.js';
import { isFinalRecord } from './study-final.js';

/** What can be done with studies; each change is in the store before it is anywhere else. */
@Injectable()
export class StudiesService {
  constructor(
    @Inject(storeToken) private readonly store: ObjectStore,
    @Inject(studyQueueToken) private readonly queue: StudyQueue,
    @Inject(eventLogToken) private readonly events: EventLog,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(FoldPlansService) private readonly foldPlans: FoldPlansService,
  ) {}

  /**
   * Compiles, stores and queues a study.
   *
   * @throws AppError SPEC_INVALID, NOT_FOUND (data set), FOLD_PLAN_INVALID, QUEUE_UNAVAILABLE; no
   *   study is left behind
   */
  async submit(body: unknown): Promise<Study> {
    const parsed = parseStudySpec(body, assertTrainable);
    await this.events.ping();
    const dataset = await findDatasetPointer(this.store, parsed.spec.dataset);
    const foldPlan = await this.foldPlans.planFor(parsed.spec, dataset);
    await assertRegionsSeen(this.store, parsed.variants, dataset, foldPlan);
    const study = compileStudy(parsed, body, {
      studyId: `${parsed.spec.name}-${randomBytes(5).toString('hex')}`,
      submittedAt: new Date().toISOString(),
      dataset,
      foldPlan,
    });
    const key = objectPaths.study(study.studyId);
    await writeJson(this.store, key, studySchema, study, { ifNoneMatch: true });
    this.index.add(study);
    try {
      await this.queue.enqueue(study);
    } catch (error) {
      this.index.remove(study.studyId);
      await this.store.delete(key);
      throw error;
    }
    await this.events.publish({
      type: 'study.submitted',
      at: study.submittedAt,
      studyId: study.studyId,
      trials: listTrials(study).length,
    });
    return study;
  }

  /** Cancels a study that is not final; a second call changes nothing. */
  async cancel(studyId: string): Promise<void> {
    const record = this.index.get(studyId);
    if (isFinalRecord(record)) {
      if (record.cancelled) return;
      throw new AppError('CONFLICT', `expected a study that runs, got ${studyId}, which has ended`);
    }
    const cancelledAt = new Date().toISOString();
    const key = objectPaths.cancellation(studyId);
    await this.events.ping();
    if (!(await this.store.head(key))) {
      const cancellation = { schemaVersion: 1 as const, studyId, cancelledAt };
      await writeJson(this.store, key, cancellationSchema, cancellation);
    }
    await this.queue.withdraw(record.study);
    await this.events.publish({ type: 'study.cancelled', at: cancelledAt, studyId });
  }
}
