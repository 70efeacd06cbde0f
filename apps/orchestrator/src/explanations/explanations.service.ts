import {
  AppError,
  canonicalJson,
  classesOf,
  explanationRequestSchema,
  nearestWord,
  parseWith,
  records,
  studyLimits,
  type ExplanationOrder,
  type ExplanationView,
  type Study,
} from '@crossfold/contracts';
import { buildClassifier, findArchitecture, findMapLayer } from '@crossfold/model';
import { createRecord, type ObjectStore } from '@crossfold/storage';
import {
  isOpen,
  listExplanations,
  type ExplanationRecord,
  type StudyIndex,
} from '@crossfold/study';
import { Inject, Injectable } from '@nestjs/common';
import { explanationTasksToken, storeToken, studyIndexToken } from '../process/tokens.js';
import type { AskedTasks } from '../queue/asked-tasks.js';

/** Explanations of the predictions of studies: each is in the store before its job is queued. */
@Injectable()
export class ExplanationsService {
  constructor(
    @Inject(storeToken) private readonly store: ObjectStore,
    @Inject(explanationTasksToken) private readonly tasks: AskedTasks<'explanation'>,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
  ) {}

  /**
   * Orders an explanation. What was ordered with the same options before, and has not failed, is not
   * made again.
   *
   * @throws AppError REQUEST_INVALID, REQUEST_UNFIT, NOT_FOUND, CONFLICT without a model, QUEUE_UNAVAILABLE
   */
  async request(studyId: string, body: unknown): Promise<ExplanationView> {
    const { study } = this.index.get(studyId);
    const options = this.complete(study, body);
    const known = await listExplanations(this.store, studyId);
    const wanted = canonicalJson(options);
    const same = known.find(
      ({ order, failure }) => !failure && canonicalJson(order.options) === wanted,
    );
    if (!same) assertRoom(studyId, known.length);
    const record = same ?? (await this.order(studyId, options, known.length + 1));
    if (isOpen(record)) await this.tasks.enqueue({ studyId, number: record.order.number });
    return this.view(record);
  }

  async list(studyId: string): Promise<ExplanationRecord[]> {
    this.index.get(studyId);
    return listExplanations(this.store, studyId);
  }

  /** @throws AppError NOT_FOUND */
  async get(studyId: string, number: string): Promise<ExplanationRecord> {
    const records = await this.list(studyId);
    const found = records.find(({ order }) => String(order.number) === number);
    if (found) return found;
    throw new AppError(
      'NOT_FOUND',
      `expected one of ${records.length} explanations of ${studyId}, got "${number}"`,
    );
  }

  async view(record: ExplanationRecord): Promise<ExplanationView> {
    const { order, explanation, failure } = record;
    const { studyId, number } = order;
    // With Redis away what the store has is still true.
    const progress = isOpen(record)
      ? await this.tasks.progress({ studyId, number }).catch(() => null)
      : null;
    const state = explanation ? 'finished' : failure ? 'failed' : 'open';
    return { order, state, progress, explanation, failure };
  }

  private complete(study: Study, body: unknown): ExplanationOrder['options'] {
    const request = parseWith(explanationRequestSchema, body, 'REQUEST_INVALID', 'the request');
    const names = study.variants.map(({ name }) => name);
    const variantName = request.variant ?? study.ensemble?.variant ?? names[0] ?? '';
    const variant = study.variants.find(({ name }) => name === variantName);
    if (!variant) throw unknown('variant', variantName, names);
    const seed = request.seed ?? study.seeds[0] ?? 0;
    if (!study.seeds.includes(seed)) throw unknown('seed', String(seed), study.seeds.map(String));
    const { model } = variant.config;
    const layer = request.layer ?? findArchitecture(model.backbone).featureLayer;
    findMapLayer(buildClassifier(model, classesOf(study).length), layer);
    this.assertModel(study.studyId, variantName, seed);
    return { ...request, variant: variantName, seed, layer };
  }

  private assertModel(studyId: string, variant: string, seed: number): void {
    const trials = [...this.index.get(studyId).trials.values()];
    const own = trials.filter((trial) => trial.variant === variant && trial.seed === seed);
    if (own.some(({ state }) => state === 'succeeded')) return;
    throw new AppError(
      'CONFLICT',
      `expected a finished trial of ${variant} with seed ${seed} to explain, got none of ${own.length}`,
      { remedy: 'Wait until a trial has succeeded, or name another variant or seed.' },
    );
  }

  /** Takes the next free number; another orchestrator may take one at the same time. */
  private async order(
    studyId: string,
    options: ExplanationOrder['options'],
    from: number,
  ): Promise<ExplanationRecord> {
    for (let number = from; ; number++) {
      const requestedAt = new Date().toISOString();
      const order: ExplanationOrder = { schemaVersion: 1, studyId, number, requestedAt, options };
      if (await createRecord(this.store, records.explanationOrder, { studyId, number }, order)) {
        return { order, explanation: null, failure: null };
      }
    }
  }
}

/** Each has pictures and results of its own, and all are read whenever one is asked for. */
function assertRoom(studyId: string, count: number): void {
  if (count < studyLimits.explanations) return;
  throw new AppError(
    'CONFLICT',
    `expected at most ${studyLimits.explanations} explanations of ${studyId}, got one more`,
    { remedy: 'Look at those that there are, or clone the study.' },
  );
}

function unknown(what: string, got: string, known: readonly string[]): AppError {
  const nearest = nearestWord(got, known);
  return new AppError(
    'REQUEST_UNFIT',
    `expected one of [${known.join(', ')}] for ${what}, got "${got}"` +
      (nearest ? `; did you mean "${nearest}"?` : ''),
  );
}
