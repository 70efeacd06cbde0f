import {
  AppError,
  contentHash,
  crossEvaluationRequestSchema,
  nearestWord,
  parseWith,
  records,
  type CrossEvaluationTask,
  type CrossEvaluationView,
  type DatasetPointer,
  type Study,
} from '@crossfold/contracts';
import { assertKnownLabels, selectTargetImages } from '@crossfold/data';
import { createRecord, findDatasetPointer, readRecord, type ObjectStore } from '@crossfold/storage';
import {
  assertMasks,
  isFinalRecord,
  readCrossEvaluations,
  type StudyRecord,
  type StudyIndex,
} from '@crossfold/study';
import { Inject, Injectable } from '@nestjs/common';
import { crossEvaluationTasksToken, storeToken, studyIndexToken } from '../process/tokens.js';
import type { AskedTasks } from '../queue/asked-tasks.js';

/** Predictions of other data sets with the models of studies that have ended. */
@Injectable()
export class CrossEvaluationsService {
  constructor(
    @Inject(storeToken) private readonly store: ObjectStore,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(crossEvaluationTasksToken) private readonly tasks: AskedTasks<'crossEvaluation'>,
  ) {}

  /**
   * Queues a cross-evaluation unless it has its answer: the same question twice is one.
   *
   * @throws AppError REQUEST_INVALID; REQUEST_UNFIT (variant, masks); NOT_FOUND (study, data set);
   *   CONFLICT for a study that runs or a variant without a model; DATASET_INVALID when too few images are left
   */
  async request(studyId: string, body: unknown): Promise<CrossEvaluationView> {
    const request = parseWith(crossEvaluationRequestSchema, body, 'REQUEST_INVALID', 'the request');
    const record = this.index.get(studyId);
    const variant = variantWithModel(record, request.variant);
    const { name, manifestSha256 } = await findDatasetPointer(this.store, request.dataset);
    const target = { name, manifestSha256 };
    const { testTimeAugmentation } = request;
    const decisive = { variant, testTimeAugmentation, target: manifestSha256 };
    const crossEvaluationId = contentHash(decisive).slice(0, 16);
    const known = await this.find(studyId, crossEvaluationId);
    if (known && known.state !== 'failed') return known;
    await this.assertScorable(record.study, variant, target);
    const source = record.study.dataset;
    const task: CrossEvaluationTask = {
      schemaVersion: 1,
      studyId,
      crossEvaluationId,
      variant,
      testTimeAugmentation,
      source: { name: source.name, manifestSha256: source.manifestSha256 },
      target,
      requestedAt: new Date().toISOString(),
    };
    await this.store.delete(records.crossEvaluationFailure.key({ studyId, crossEvaluationId }));
    await createRecord(
      this.store,
      records.openCrossEvaluation,
      { studyId, crossEvaluationId },
      task,
    );
    await this.tasks.enqueue(task);
    return viewOf(task, 'queued');
  }

  /** @throws AppError NOT_FOUND */
  async get(studyId: string, crossEvaluationId: string): Promise<CrossEvaluationView> {
    const found = await this.find(this.index.get(studyId).study.studyId, crossEvaluationId);
    if (found) return found;
    throw new AppError(
      'NOT_FOUND',
      `expected a cross-evaluation of ${studyId}, got "${crossEvaluationId}"`,
    );
  }

  /** Those with an answer, oldest first. */
  async list(studyId: string): Promise<CrossEvaluationView[]> {
    const results = await readCrossEvaluations(this.store, this.index.get(studyId).study.studyId);
    return results.map((result) => ({ ...viewOf(result, 'succeeded'), result }));
  }

  private async find(
    studyId: string,
    crossEvaluationId: string,
  ): Promise<CrossEvaluationView | null> {
    const ids = { studyId, crossEvaluationId };
    const resultKey = records.crossEvaluation.key({ studyId, crossEvaluationId });
    if (await this.store.head(resultKey)) {
      const result = await readRecord(this.store, records.crossEvaluation, {
        studyId,
        crossEvaluationId,
      });
      return { ...viewOf(ids, 'succeeded'), result };
    }
    const failureKey = records.crossEvaluationFailure.key({ studyId, crossEvaluationId });
    if (await this.store.head(failureKey)) {
      const { code, message } = await readRecord(this.store, records.crossEvaluationFailure, {
        studyId,
        crossEvaluationId,
      });
      return { ...viewOf(ids, 'failed'), error: { code, message } };
    }
    if (!(await this.store.head(records.openCrossEvaluation.key({ studyId, crossEvaluationId }))))
      return null;
    return viewOf(ids, (await this.tasks.isRunning(ids)) ? 'running' : 'queued');
  }

  /** Refused now rather than by a worker, later and out of sight. */
  private async assertScorable(
    study: Study,
    name: string,
    { name: targetName, manifestSha256 }: Pick<DatasetPointer, 'name' | 'manifestSha256'>,
  ): Promise<void> {
    const { dataset, foldPlan, variants } = study;
    const read = (sha256: string) => readRecord(this.store, records.manifest, { sha256 });
    const plan = await readRecord(this.store, records.foldPlan, { sha256: foldPlan.sha256 });
    const [own, other] = [await read(dataset.manifestSha256), await read(manifestSha256)];
    const { images, dropped } = selectTargetImages(other, own, plan);
    assertMasks(
      variants.filter((variant) => variant.name === name),
      images,
      'REQUEST_UNFIT',
    );
    assertKnownLabels(images, {
      source: dataset.name,
      target: targetName,
      classes: own.classes,
    });
    const classes = new Set(images.map(({ label }) => label));
    if (classes.size >= 2) return;
    throw new AppError(
      'DATASET_INVALID',
      `expected images of two classes or more that the study has not seen, got ${images.length} image(s) of ${classes.size} class(es)`,
      {
        problems: dropped.map((part) => `${part.images} image(s) left out: ${part.reason}`),
        remedy: 'Name a data set that the study was not trained on.',
      },
    );
  }
}

function viewOf(
  { studyId, crossEvaluationId }: Pick<CrossEvaluationView, 'studyId' | 'crossEvaluationId'>,
  state: CrossEvaluationView['state'],
): CrossEvaluationView {
  return { studyId, crossEvaluationId, state, result: null, error: null };
}

function variantWithModel(record: StudyRecord, wanted: string | undefined): string {
  const { study, trials } = record;
  const names = study.variants.map(({ name }) => name);
  const variant = wanted ?? names[0] ?? '';
  if (!names.includes(variant)) {
    const nearest = nearestWord(variant, names);
    const hint = nearest ? `; did you mean "${nearest}"?` : '';
    const expected = `expected one of the variants [${names.join(', ')}]`;
    throw new AppError('REQUEST_UNFIT', `${expected}, got "${variant}"${hint}`);
  }
  if (!isFinalRecord(record)) {
    throw new AppError('CONFLICT', `expected a study that has ended, got ${study.studyId}`, {
      remedy: 'Wait for its end: which models there are is decided then.',
    });
  }
  const hasModel = [...trials.values()].some(
    (trial) => trial.variant === variant && trial.state === 'succeeded',
  );
  if (hasModel) return variant;
  throw new AppError('CONFLICT', `expected a finished trial of variant ${variant}, got none`);
}
