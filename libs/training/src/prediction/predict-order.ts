import {
  byteObjects,
  records,
  sha256,
  type PayloadOf,
  type PredictionOrder,
  type PredictionResult,
} from '@crossfold/contracts';
import type { GraphCache } from '@crossfold/graph/tensorflow';
import { createRecord, getNamed, readRecord, type ObjectStore } from '@crossfold/storage';
import { describePredictor, namePrediction } from './name-prediction.js';
import { predictFiles } from './predict-files.js';
import { openStoredModel } from './prediction-source.js';

/**
 * Answers an order of the API, once: the result is written when it is whole.
 *
 * @throws AppError as `openStoredModel` and `predictFiles`; OBJECT_MISSING where it has expired
 */
export async function predictOrder(
  job: PayloadOf<'prediction'>,
  { store, graphs }: { readonly store: ObjectStore; readonly graphs: GraphCache },
): Promise<PredictionResult> {
  const order = await readRecord(store, records.predictionOrder, job);
  const source = await openStoredModel(store, order.studyId, order.trialId);
  const options = {
    coverage: order.coverage,
    isClassConditional: order.byClass,
    explains: order.explain,
    ...(order.testTimeAugmentation && { testTimeAugmentation: order.testTimeAugmentation }),
  };
  const predictions: PredictionResult['predictions'] = [];
  const maps: PredictionResult['maps'] = [];
  for await (const found of predictFiles(source, filesOf(store, order), options, graphs)) {
    predictions.push(namePrediction(source.model, found, order.top));
    if (!order.explain) continue;
    const picture = found.error ? null : found.picture;
    if (picture) {
      const at = { predictionId: order.predictionId, image: found.position + 1 };
      await store.put(byteObjects.predictionMap.key(at), picture);
    }
    maps.push(picture && sha256(picture));
  }
  const result: PredictionResult = {
    schemaVersion: 1,
    predictionId: order.predictionId,
    predictor: describePredictor(source.model, options),
    predictions,
    maps,
    predictedAt: new Date().toISOString(),
  };
  await createRecord(store, records.predictionResult, job, result);
  return result;
}

function filesOf(store: ObjectStore, { predictionId, images }: PredictionOrder) {
  return images.map(({ name, sha256: hash }, i) => ({
    name,
    read: () => {
      const key = byteObjects.predictionImage.key({ predictionId, image: i + 1 });
      return getNamed(store, { key, sha256: hash });
    },
  }));
}
