import {
  AppError,
  projectOf,
  reachesProject,
  records,
  stageStudyId,
  type Forecast,
  type OpenSealedPart,
  type SealedPartView,
  type Series,
  type Study,
} from '@crossfold/contracts';
import { sealedImages } from '@crossfold/data';
import { createRecord, readRecord, type ObjectStore } from '@crossfold/storage';
import {
  cloneSpec,
  compileFile,
  countSameTrials,
  firstStudyOf,
  laterForeignArms,
  forecastFile,
  parseFile,
  readSealedOpenings,
  saveFoldPlan,
  type FirstStudy,
  type StoreQuota,
  type StudyIndex,
  type StudyRecord,
} from '@crossfold/study';
import { Inject, Injectable } from '@nestjs/common';
import { actingPrincipal } from '../guard/acting-principal.js';
import type { AdmittedTrials } from '../admission/admitted-trials.js';
import { assertPriced } from '../admission/assert-priced.js';
import type { FleetPolicyKeeper } from '../admission/fleet-policy.js';
import type { EventLog } from '../events/event-log.js';
import { logRedisError } from '../process/redis.js';
import {
  admittedTrialsToken,
  eventLogToken,
  fleetPolicyToken,
  storeQuotaToken,
  storeToken,
  studyIndexToken,
  trialAdmissionToken,
} from '../process/tokens.js';
import { launchStudy } from '../queue/launch-study.js';
import type { TrialAdmission } from '../queue/trial-admission.js';
import { assertOpenable } from './assert-openable.js';
import {
  assertSameSubmission,
  chooseStudyId,
  openingStudyId,
  type Submission,
} from './idempotency-key.js';

export interface SubmittedStudy {
  readonly study: Study;
  /** Trials that one of the studies whose results it takes has a result of. */
  readonly same: number;
}

/** What can be done with studies; each change is in the store before it is anywhere else. */
@Injectable()
export class StudiesService {
  constructor(
    @Inject(storeToken) private readonly store: ObjectStore,
    @Inject(admittedTrialsToken) private readonly admitted: AdmittedTrials,
    @Inject(trialAdmissionToken) private readonly admission: TrialAdmission,
    @Inject(eventLogToken) private readonly events: EventLog,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(fleetPolicyToken) private readonly policy: Pick<FleetPolicyKeeper, 'current'>,
    @Inject(storeQuotaToken) private readonly quota: StoreQuota,
  ) {}

  /**
   * Compiles, stores and queues a study. Once it is in the store it is submitted: should Redis go
   * away just then, nobody knows whether it has taken the jobs, and the reconciler queues what it
   * lacks. The same request with the same key, however often it comes, makes one study.
   *
   * @param clonedFrom the study whose file was the beginning of this one
   * @throws AppError SPEC_INVALID, NOT_FOUND (data set, study to reuse or cloned), FOLD_PLAN_INVALID, FORBIDDEN,
   *   QUOTA_EXCEEDED, QUEUE_UNAVAILABLE, CONFLICT (key of another request,
   *   a limit of cost without a price); then there is no new study
   */
  async submit(
    body: unknown,
    idempotencyKey?: string,
    clonedFrom?: string,
  ): Promise<SubmittedStudy> {
    if (clonedFrom !== undefined) this.index.get(clonedFrom);
    return this.submitSpec({ body, clonedFrom, idempotencyKey });
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
   * Opens the sealed part of a study that has ended without an ensemble: by a clone that takes all
   * its results and scores one. Asked again, it is the same clone.
   *
   * @throws AppError as `submit` does; NOT_FOUND, REQUEST_UNFIT for another name, CONFLICT where
   *   there is nothing to open, or it was opened by another ensemble
   */
  async openSealedPart(
    studyId: string,
    { confirm, variant }: OpenSealedPart,
  ): Promise<SubmittedStudy> {
    const record = this.index.get(studyId);
    const voting = assertOpenable(record, confirm, variant);
    const changes = { reuse: [studyId], ensemble: { variant: voting } };
    const body = cloneSpec(record.study, changes);
    return this.submitSpec({ body, clonedFrom: studyId, opens: studyId });
  }

  /** The sealed part of a study, and who has opened it. @throws AppError NOT_FOUND */
  async sealedPart(studyId: string): Promise<SealedPartView> {
    const { study } = this.index.get(studyId);
    const { sha256 } = study.foldPlan;
    const foldPlan = await readRecord(this.store, records.foldPlan, { sha256 });
    const openedBy = openingStudyId(study.name, studyId);
    return {
      images: sealedImages(foldPlan).length,
      openings: await readSealedOpenings(this.store, foldPlan),
      openedBy: this.index.has(openedBy) ? openedBy : null,
    };
  }

  /**
   * What a study file would come to. Nothing is stored.
   *
   * @throws AppError as `submit` does, but for the queue
   */
  forecast(body: unknown): Promise<Forecast> {
    return forecastFile(this.store, this.index, body);
  }

  private async submitSpec(submission: Submission): Promise<SubmittedStudy> {
    const { body, clonedFrom } = submission;
    const first = firstStudyOf(body, this.index.maxTrials);
    const parsed = await parseFile(this.store, this.index, first.body);
    assertOwnProject(projectOf(parsed.spec));
    assertPriced(parsed.spec.budget, this.policy.current());
    const { studyId, series } = identify(first, parsed.spec.name, submission);
    const earlier = this.index.has(studyId) ? this.index.get(studyId).study : null;
    if (earlier !== null) return this.answerAgain(earlier, submission);
    await this.events.ping();
    const laterForeign = laterForeignArms(first);
    const inputs = { body: first.body, studyId, clonedFrom, series, laterForeign };
    const { study, others, foldPlan } = await compileFile(this.store, this.index, parsed, inputs);
    await this.quota.assertRoom(study);
    await saveFoldPlan(this.store, foldPlan);
    const stored = await this.storeOnce({ ...study, ...submitter() }, submission);
    this.index.add(stored);
    const { admitted, admission, events } = this;
    await launchStudy({ admitted, admission, events }, stored).catch(logRedisError);
    return { study: stored, same: countSameTrials(stored, others) };
  }

  private answerAgain(study: Study, submission: Submission): SubmittedStudy {
    assertSameSubmission(study, submission);
    return { study, same: countSameTrials(study, this.othersOf(study)) };
  }

  /** With a key, an answer may have been lost after the study was written: then it is that one. */
  private async storeOnce(study: Study, submission: Submission): Promise<Study> {
    const at = { studyId: study.studyId };
    if (await createRecord(this.store, records.study, at, study)) return study;
    if (submission.idempotencyKey === undefined && submission.opens === undefined) {
      const message = `expected nothing yet for ${records.study.key(at)}, got a study`;
      throw new AppError('OBJECT_EXISTS', message);
    }
    const stored = await readRecord(this.store, records.study, at);
    assertSameSubmission(stored, submission);
    return stored;
  }

  /** Those whose results a study takes. */
  private othersOf({ reuse = [] }: Study): StudyRecord[] {
    return reuse.map((studyId) => this.index.get(studyId));
  }
}

/** A study is of a project of its token. @throws AppError FORBIDDEN */
function assertOwnProject(project: string): void {
  const principal = actingPrincipal();
  if (principal === null || reachesProject(principal, project)) return;
  const own = principal.projects?.join(' or ') ?? '';
  throw new AppError('FORBIDDEN', `expected ${own} for project, got ${project}`, {
    remedy: 'Name a project of the token as "project" in the study file, or use another token.',
  });
}

/** The user who submits, where somebody had to say who they are. */
function submitter(): Pick<Study, 'submittedBy'> {
  const principal = actingPrincipal();
  return principal === null || principal.tokenId === null ? {} : { submittedBy: principal.user };
}

/** The id of a new study, and where it stands in its series. */
function identify(
  { series }: FirstStudy,
  name: string,
  submission: Submission,
): { readonly studyId: string; readonly series: Series | undefined } {
  if (!series) return { studyId: chooseStudyId(name, submission), series: undefined };
  const { name: ofFile } = submission.body as { readonly name: string };
  const made = series(chooseStudyId(ofFile, submission));
  return { studyId: stageStudyId(made.seriesId, made.stages[0] ?? ''), series: made };
}
