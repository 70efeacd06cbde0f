import { randomBytes } from 'node:crypto';
import {
  assertPlainData,
  listTrials,
  mergeOverrides,
  newControl,
  objectPaths,
  studySchema,
  type FoldPlan,
  type Forecast,
  type Study,
} from '@crossfold/contracts';
import { assertTrainable } from '@crossfold/model';
import { findDatasetPointer, writeJson, type ObjectStore } from '@crossfold/storage';
import { Inject, Injectable } from '@nestjs/common';
import type { EventLog } from '../events/event-log.js';
import { assertStudySize } from '../planning/assert-size.js';
import { compileStudy, parseStudySpec } from '../planning/compile-study.js';
import { assertRegionsSeen } from '../planning/assert-masks.js';
import { assertSomeSame, countSameTrials } from '../planning/same-trials.js';
import { forecastStudy } from '../planning/forecast-study.js';
import { FoldPlansService } from '../planning/fold-plans.service.js';
import { measurePaces, type TrainedStudy } from '../planning/measure-paces.js';
import { meanPartSizes } from '../planning/part-sizes.js';
import type { StudyQueue } from '../queue/study-queue.js';
import { logRedisError } from '../redis.js';
import { eventLogToken, storeToken, studyIndexToken, studyQueueToken } from '../tokens.js';
import type { StudyIndex } from './study-index.js';
import type { StudyRecord } from './study-record.js';

export interface SubmittedStudy {
  readonly study: Study;
  /** Trials that a study named in `reuse` has, too. */
  readonly same: number;
}

interface CompiledStudy {
  readonly study: Study;
  readonly foldPlan: FoldPlan;
  /** Those that it names in `reuse`. */
  readonly others: readonly Study[];
}

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
   * Compiles, stores and queues a study. Once it is in the store it is submitted: should Redis go
   * away just then, nobody knows whether it has taken the jobs, and the reconciler queues what it
   * lacks.
   *
   * @throws AppError SPEC_INVALID, NOT_FOUND (data set, study to reuse), FOLD_PLAN_INVALID,
   *   QUEUE_UNAVAILABLE; then there is no study
   */
  async submit(body: unknown): Promise<SubmittedStudy> {
    return this.submitSpec(body);
  }

  /**
   * Submits the file of a study once more, with changes laid over it: objects by key, all else
   * replaced. The data set is the one that has its name now.
   *
   * @throws AppError as `submit` does; NOT_FOUND where there is no such study
   */
  async clone(studyId: string, changes: unknown): Promise<SubmittedStudy> {
    const { study } = this.index.get(studyId);
    assertPlainData(changes, 'SPEC_INVALID', 'the changes');
    return this.submitSpec(mergeOverrides(study.spec, changes ?? {}), studyId);
  }

  /**
   * What a study file would come to. Nothing is stored.
   *
   * @throws AppError as `submit` does, but for the queue
   */
  async forecast(body: unknown): Promise<Forecast> {
    const parsed = this.parse(body);
    const { study, others, foldPlan } = await this.compile(parsed, body);
    return forecastStudy(study, others, {
      images: meanPartSizes(foldPlan, study),
      findPace: measurePaces(this.index.list().map(trainedOf)),
    });
  }

  private async submitSpec(body: unknown, clonedFrom?: string): Promise<SubmittedStudy> {
    const parsed = this.parse(body);
    await this.events.ping();
    const { study, others, foldPlan } = await this.compile(parsed, body, clonedFrom);
    await this.foldPlans.save(foldPlan);
    const key = objectPaths.study(study.studyId);
    await writeJson(this.store, key, studySchema, study, { ifNoneMatch: true });
    this.index.add(study);
    await this.start(study).catch(logRedisError);
    return { study, same: countSameTrials(study, others) };
  }

  private parse(body: unknown): ReturnType<typeof parseStudySpec> {
    return parseStudySpec(body, assertTrainable, this.index.mostTrials);
  }

  private async compile(
    parsed: ReturnType<typeof parseStudySpec>,
    body: unknown,
    clonedFrom?: string,
  ): Promise<CompiledStudy> {
    const dataset = await findDatasetPointer(this.store, parsed.spec.dataset);
    const foldPlan = await this.foldPlans.planFor(parsed.spec, dataset);
    await assertRegionsSeen(this.store, parsed.variants, dataset, foldPlan);
    const study = compileStudy(parsed, body, {
      studyId: `${parsed.spec.name}-${randomBytes(5).toString('hex')}`,
      submittedAt: new Date().toISOString(),
      dataset,
      foldPlan,
      ...(clonedFrom === undefined ? {} : { clonedFrom }),
    });
    assertStudySize(study, this.index.mostTrials);
    const others = (study.reuse ?? []).map((studyId) => this.index.get(studyId).study);
    assertSomeSame(study, others);
    return { study, others, foldPlan };
  }

  private async start(study: Study): Promise<void> {
    const { studyId, submittedAt: at } = study;
    const cells = listTrials(study);
    await this.queue.submit(study, newControl(studyId));
    await this.events.publish({ type: 'study.submitted', at, studyId, trials: cells.length });
  }
}

/** The trials of a study that were trained for it in one go: the time of others is not all told. */
function trainedOf({ study, trials }: StudyRecord): TrainedStudy {
  const trained = [...trials.values()].flatMap(
    ({ state, takenFrom, attempt, variant, epoch: epochs, seconds }) =>
      state === 'succeeded' && takenFrom === null && attempt === 1 && seconds !== null
        ? [{ variant, epochs, seconds }]
        : [],
  );
  return { study, trained };
}
