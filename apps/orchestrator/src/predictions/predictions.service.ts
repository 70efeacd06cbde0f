import { setTimeout as sleep } from 'node:timers/promises';
import {
  AppError,
  byteObjects,
  canonicalJson,
  parseWith,
  predictionLimits,
  predictionRequestSchema,
  records,
  researchOnly,
  sha256,
  type PredictionOrder,
  type PredictionRequest,
  type PredictionView,
} from '@crossfold/contracts';
import {
  createRecord,
  getNamed,
  readRecord,
  readRecordIfThere,
  type ObjectStore,
} from '@crossfold/storage';
import type { StudyIndex } from '@crossfold/study';
import { Inject, Injectable } from '@nestjs/common';
import { isHidden } from '../guard/acting-principal.js';
import { digestOfKey, keyOfAnother } from '../http/idempotency-key.js';
import {
  leavingToken,
  predictionTasksToken,
  storeToken,
  studyIndexToken,
} from '../process/tokens.js';
import type { AskedTasks } from '../queue/asked-tasks.js';
import {
  expiryOf,
  hasExpired,
  isAnswered,
  keyedPredictionId,
  momentsOfKey,
  newPredictionId,
} from '../queue/prediction-records.js';

const pollMs = 200;

/** Predictions of images that are sent: a worker makes them, and they are kept for a day. */
@Injectable()
export class PredictionsService {
  constructor(
    @Inject(storeToken) private readonly store: ObjectStore,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(predictionTasksToken) private readonly tasks: AskedTasks<'prediction'>,
    @Inject(leavingToken) private readonly leaving: AbortSignal,
  ) {}

  /**
   * Stores the images, then the order, and queues it; waits for the answer as long as asked.
   *
   * @param idempotencyKey sent again with it within the hour, the request makes no second prediction
   * @throws AppError REQUEST_INVALID; NOT_FOUND (study, trial); CONFLICT for a study without a finished
   *   trial or an ensemble, and for the key of another request; QUEUE_UNAVAILABLE
   */
  async request(body: unknown, idempotencyKey?: string): Promise<PredictionView> {
    const request = parseWith(predictionRequestSchema, body, 'REQUEST_INVALID', 'the request');
    this.assertModel(request);
    const files = request.images.map(({ name, data }) => decodeImage(name, data));
    const order = await this.orderOnce(request, files, idempotencyKey);
    const { studyId, predictionId } = order;
    await this.tasks.enqueue({ studyId, predictionId });
    const until = Date.now() + 1000 * request.waitSeconds;
    while (Date.now() < until && !this.leaving.aborted) {
      if (await isAnswered(this.store, order)) break;
      await sleep(pollMs);
    }
    return this.get(predictionId);
  }

  /** @throws AppError NOT_FOUND, also for one that has expired */
  async get(predictionId: string): Promise<PredictionView> {
    const at = { predictionId };
    const isKept = !hasExpired(records.predictionOrder.key(at));
    const order = isKept && (await readRecordIfThere(this.store, records.predictionOrder, at));
    // Of a study that this person has no part in, it is not there either.
    if (!order || isHidden(this.index, order.studyId)) {
      throw new AppError('NOT_FOUND', `expected a prediction, got "${predictionId}"`, {
        remedy: `Send the images again: predictions are kept for ${predictionLimits.keptHours} hours.`,
      });
    }
    const result = await readRecordIfThere(this.store, records.predictionResult, at);
    const failure = result
      ? null
      : await readRecordIfThere(this.store, records.predictionFailure, at);
    const state = result ? 'finished' : failure ? 'failed' : 'open';
    return { notice: researchOnly, order, state, result, failure };
  }

  /**
   * @param position of the image, from 1
   * @throws AppError NOT_FOUND for an image without a map
   */
  async map(predictionId: string, position: string): Promise<Uint8Array> {
    const { result } = await this.get(predictionId);
    const image = /^\d{1,6}$/.test(position) ? Number(position) : 0;
    const hash = result?.maps[image - 1];
    if (hash) {
      const key = byteObjects.predictionMap.key({ predictionId, image });
      return getNamed(this.store, { key, sha256: hash });
    }
    const got = `"${position}" of ${result?.maps.length ?? 0}`;
    throw new AppError('NOT_FOUND', `expected an image with a map, got ${got}`, {
      remedy:
        'Maps are drawn of images that have an answer, where the request has "explain": true.',
    });
  }

  private assertModel({ studyId, trialId }: PredictionRequest): void {
    const { study, trials } = this.index.get(studyId);
    if (trialId === undefined) {
      const isReady = [...trials.values()].some(({ state }) => state === 'succeeded');
      if (study.ensemble && isReady) return;
      const got = study.ensemble ? 'one without a finished trial' : 'one that asks for none';
      throw new AppError('CONFLICT', `expected a study with an ensemble, got ${got}`, {
        remedy: 'Wait until trials have ended, or name a trialId.',
      });
    }
    if (trials.get(trialId)?.state === 'succeeded') return;
    const message = `expected a finished trial of ${studyId}, got "${trialId}"`;
    throw new AppError('NOT_FOUND', message);
  }

  private async orderOnce(
    request: PredictionRequest,
    files: readonly Buffer[],
    idempotencyKey: string | undefined,
  ): Promise<PredictionOrder> {
    const now = Date.now();
    if (idempotencyKey === undefined) {
      return this.storeOrder(request, files, { predictionId: newPredictionId(now), at: now });
    }
    const digest = digestOfKey(idempotencyKey, 16);
    const [hour, before] = momentsOfKey(now);
    const earlier = { predictionId: keyedPredictionId(before, digest), at: before };
    const known = await this.store.head(records.predictionOrder.key(earlier));
    const named = known ? earlier : { predictionId: keyedPredictionId(hour, digest), at: hour };
    return this.storeOrder(request, files, named);
  }

  private async storeOrder(
    { studyId, trialId, images, waitSeconds: _, ...options }: PredictionRequest,
    files: readonly Buffer[],
    { predictionId, at }: { readonly predictionId: string; readonly at: number },
  ): Promise<PredictionOrder> {
    const stored = await readRecordIfThere(this.store, records.predictionOrder, { predictionId });
    const order: PredictionOrder = {
      schemaVersion: 1,
      predictionId,
      studyId,
      trialId: trialId ?? null,
      images: images.map(({ name }, i) => ({ name, sha256: sha256(files[i] as Buffer) })),
      ...options,
      requestedAt: new Date().toISOString(),
      expiresAt: expiryOf(at),
    };
    if (stored) return sameOrder(stored, order);
    for (const [i, file] of files.entries()) {
      await this.store.put(byteObjects.predictionImage.key({ predictionId, image: i + 1 }), file);
    }
    const isFirst = await createRecord(
      this.store,
      records.predictionOrder,
      { predictionId },
      order,
    );
    if (isFirst) return order;
    return sameOrder(
      await readRecord(this.store, records.predictionOrder, { predictionId }),
      order,
    );
  }
}

/** @throws AppError CONFLICT where the key was used for something else */
function sameOrder(stored: PredictionOrder, asked: PredictionOrder): PredictionOrder {
  const { requestedAt } = stored;
  if (canonicalJson(stored) === canonicalJson({ ...asked, requestedAt })) return stored;
  throw keyOfAnother(stored.predictionId);
}

/** What is no image, the worker says of each; what is no base64 is a wrong call. */
function decodeImage(name: string, data: string): Buffer {
  const bytes = Buffer.from(data, 'base64');
  const isWhole = data.length % 4 === 0 && bytes.toString('base64') === data;
  if (isWhole && bytes.length <= predictionLimits.imageBytes) return bytes;
  throw new AppError(
    'REQUEST_INVALID',
    `expected at most ${predictionLimits.imageBytes} bytes in base64 for ${name}, got ${isWhole ? `${bytes.length} bytes` : 'another text'}`,
  );
}
