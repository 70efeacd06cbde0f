import {
  AppError,
  listTrials,
  newControl,
  objectPaths,
  studySchema,
  studySpecSchema,
  type DatasetPointer,
  type FoldPlan,
  type Forecast,
  type Study,
  type StudySpec,
} from '@crossfold/contracts';
import { assertTrainable } from '@crossfold/model';
import { findDatasetPointer, readJson, writeJson, type ObjectStore } from '@crossfold/storage';
import {
  assertStudySize,
  cloneSpec,
  compileStudy,
  createProblemList,
  parseStudySpec,
  assertRegionsSeen,
  assertSomeSame,
  countSameTrials,
  forecastStudy,
  measurePaces,
  meanPartSizes,
  type ProblemList,
  type TrainedStudy,
  type StudyRecord,
} from '@crossfold/study';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { EventLog } from '../events/event-log.js';
import { FoldPlansService } from '../planning/fold-plans.service.js';
import type { StudyQueue } from '../queue/study-queue.js';
import { logRedisError } from '../redis.js';
import { eventLogToken, storeToken, studyIndexToken, studyQueueToken } from '../tokens.js';
import { assertSameSubmission, chooseStudyId, type Submission } from './idempotency-key.js';
import type { StudyIndex } from './study-index.js';

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

/** What a study file names. */
interface References {
  readonly dataset: DatasetPointer;
  readonly foldPlan: FoldPlan;
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
   * lacks. The same request with the same key, however often it comes, makes one study.
   *
   * @throws AppError SPEC_INVALID, NOT_FOUND (data set, study to reuse), FOLD_PLAN_INVALID,
   *   QUEUE_UNAVAILABLE, CONFLICT (key of another request); then there is no new study
   */
  async submit(body: unknown, idempotencyKey?: string): Promise<SubmittedStudy> {
    return this.submitSpec({ body, idempotencyKey });
  }

  /**
   * Submits the file of a study once more, with changes laid over it: objects by key, all else
   * replaced. The data set is the one that has its name now. A clone that takes the results of the
   * study has no ensemble unless the changes ask for one.
   *
   * @throws AppError as `submit` does; NOT_FOUND where there is no such study
   */
  async clone(studyId: string, changes: unknown, idempotencyKey?: string): Promise<SubmittedStudy> {
    const body = cloneSpec(this.index.get(studyId).study, changes);
    return this.submitSpec({ body, clonedFrom: studyId, idempotencyKey });
  }

  /**
   * What a study file would come to. Nothing is stored.
   *
   * @throws AppError as `submit` does, but for the queue
   */
  async forecast(body: unknown): Promise<Forecast> {
    const parsed = await this.parse(body);
    const { study, others, foldPlan } = await this.compile(parsed, { body });
    return forecastStudy(study, others, {
      images: meanPartSizes(foldPlan, study),
      findPace: measurePaces(this.index.list().map(trainedOf)),
    });
  }

  private async submitSpec(submission: Submission): Promise<SubmittedStudy> {
    const parsed = await this.parse(submission.body);
    const studyId = chooseStudyId(parsed.spec.name, submission.idempotencyKey);
    const earlier = this.index.has(studyId) ? this.index.get(studyId).study : null;
    if (earlier !== null) return this.answerAgain(earlier, submission);
    await this.events.ping();
    const { study, others, foldPlan } = await this.compile(parsed, submission, studyId);
    await this.foldPlans.save(foldPlan);
    const stored = await this.storeOnce(study, submission);
    this.index.add(stored);
    await this.start(stored).catch(logRedisError);
    return { study: stored, same: countSameTrials(stored, others) };
  }

  private answerAgain(study: Study, submission: Submission): SubmittedStudy {
    assertSameSubmission(study, submission);
    return { study, same: countSameTrials(study, this.othersOf(study)) };
  }

  /** With a key, an answer may have been lost after the study was written: then it is that one. */
  private async storeOnce(study: Study, submission: Submission): Promise<Study> {
    const key = objectPaths.study(study.studyId);
    try {
      await writeJson(this.store, key, studySchema, study, { ifNoneMatch: true });
      return study;
    } catch (error) {
      const isThere = error instanceof AppError && error.code === 'OBJECT_EXISTS';
      if (!isThere || submission.idempotencyKey === undefined) throw error;
      const stored = await readJson(this.store, key, studySchema);
      assertSameSubmission(stored, submission);
      return stored;
    }
  }

  /** Those that a study names in `reuse`. */
  private othersOf({ reuse = [] }: Study): Study[] {
    return reuse.map((studyId) => this.index.get(studyId).study);
  }

  /** @throws AppError with what is wrong in the file, and with what it names that is not there */
  private async parse(body: unknown): Promise<ReturnType<typeof parseStudySpec>> {
    const problems = createProblemList();
    const parsed = problems.gather('', () =>
      parseStudySpec(body, assertTrainable, this.index.maxTrials),
    );
    if (parsed) return parsed;
    const { dataset, reuse } = referencesOf(body);
    if (dataset !== null) {
      await problems.gatherAsync('dataset', () => findDatasetPointer(this.store, dataset));
    }
    for (const studyId of reuse) this.gatherReused(studyId, problems);
    problems.throwIfAny();
    throw new AppError('INTERNAL', 'expected a problem of the study file, got none');
  }

  private gatherReused(studyId: string, problems: ProblemList): Study | undefined {
    return problems.gather('reuse', () => this.index.get(studyId).study);
  }

  private async compile(
    parsed: ReturnType<typeof parseStudySpec>,
    { body, clonedFrom }: Submission,
    studyId = chooseStudyId(parsed.spec.name, undefined),
  ): Promise<CompiledStudy> {
    const { dataset, foldPlan, others } = await this.findReferences(parsed.spec);
    await assertRegionsSeen(this.store, parsed.variants, dataset, foldPlan);
    const study = compileStudy(parsed, body, {
      studyId,
      submittedAt: new Date().toISOString(),
      dataset,
      foldPlan,
      ...(clonedFrom === undefined ? {} : { clonedFrom }),
    });
    assertStudySize(study, this.index.maxTrials);
    assertSomeSame(study, others);
    return { study, others, foldPlan };
  }

  /** @throws AppError with everything that the file names and that is not there, or does not fit */
  private async findReferences(spec: StudySpec): Promise<References> {
    const problems = createProblemList();
    const others = spec.reuse.flatMap((studyId) => this.gatherReused(studyId, problems) ?? []);
    const dataset = await problems.gatherAsync('dataset', () =>
      findDatasetPointer(this.store, spec.dataset),
    );
    const foldPlan =
      dataset &&
      (await problems.gatherAsync('foldPlan', () => this.foldPlans.planFor(spec, dataset)));
    problems.throwIfAny();
    if (!dataset || !foldPlan)
      throw new AppError('INTERNAL', 'expected a data set and a fold plan');
    return { dataset, foldPlan, others };
  }

  private async start(study: Study): Promise<void> {
    const { studyId, submittedAt: at } = study;
    const cells = listTrials(study);
    await this.queue.submit(study, newControl(studyId));
    await this.events.publish({ type: 'study.submitted', at, studyId, trials: cells.length });
  }
}

/** What a study file names, as far as it can be read. */
function referencesOf(body: unknown): {
  readonly dataset: string | null;
  readonly reuse: readonly string[];
} {
  const { data } = referencesSchema.safeParse(body);
  return { dataset: data?.dataset ?? null, reuse: data?.reuse ?? [] };
}

const referencesSchema = z.object({
  dataset: studySpecSchema.shape.dataset.nullable().catch(null),
  reuse: studySpecSchema.shape.reuse.catch([]),
});

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
