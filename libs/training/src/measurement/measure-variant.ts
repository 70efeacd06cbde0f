import { hostname } from 'node:os';
import {
  AppError,
  listTrials,
  measuredBatchSizes,
  records,
  type Measurement,
  type Receipt,
} from '@crossfold/contracts';
import { describeBackend, GraphCache } from '@crossfold/graph/tensorflow';
import { createPredictor } from '@crossfold/model/tensorflow';
import { readRecord, readRecordIfThere, replaceRecord, type ObjectStore } from '@crossfold/storage';
import { loadMember } from '../prediction/load-member.js';
import { openStoredModel } from '../prediction/prediction-source.js';
import { softwareVersion } from '../trial/version.js';
import { measureLatency } from './measure-latency.js';

/**
 * Measures what a model of a variant takes to predict, and stores it in place of what was measured
 * before. Peak memory is that of the whole process: call it in one that did nothing else.
 *
 * @throws AppError CONFLICT without a finished trial of it; as `openStoredModel`
 */
export async function measureVariant(
  store: ObjectStore,
  studyId: string,
  variant: string,
): Promise<Measurement> {
  const { trialId, weights } = await firstReceipt(store, studyId, variant);
  const source = await openStoredModel(store, studyId, trialId);
  const [member] = source.model.members;
  if (!member) throw new AppError('INTERNAL', `expected a model of ${trialId}, got none`);
  const beforeBytes = process.memoryUsage.rss();
  const { classifier, tensors } = await loadMember(source, member);
  const { imageSizePx } = member.model;
  const predictor = createPredictor(classifier, tensors, new GraphCache());
  try {
    const latency = measuredBatchSizes.map((batchSize) => {
      const pixels = grey(batchSize, imageSizePx);
      return measureLatency(batchSize, () => {
        predictor.predict(pixels, batchSize, member.heldOutViews ?? 'none');
      });
    });
    const { device, tensorflow, tfjs, threads } = describeBackend();
    const measurement: Measurement = {
      schemaVersion: 1,
      studyId,
      variant,
      trialId,
      weightsSha256: weights.sha256,
      imageSizePx,
      measuredAt: new Date().toISOString(),
      latency,
      // Of the operating system, in KiB.
      memory: { beforeBytes, peakBytes: 1024 * process.resourceUsage().maxRSS },
      environment: {
        ...softwareVersion(),
        node: process.version,
        tfjs,
        tensorflow,
        device,
        threads,
        host: hostname(),
      },
    };
    await replaceRecord(store, records.measurement, { studyId, variant }, measurement);
    return measurement;
  } finally {
    predictor.dispose();
  }
}

/** Of the first cell that the variant finished, in the order of the study. */
async function firstReceipt(
  store: ObjectStore,
  studyId: string,
  variant: string,
): Promise<Receipt> {
  const study = await readRecord(store, records.study, { studyId });
  const own = listTrials(study).filter((cell) => cell.variant === variant);
  for (const { trialId } of own) {
    const receipt = await readRecordIfThere(store, records.receipt, { studyId, trialId });
    if (receipt) return receipt;
  }
  throw new AppError(
    'CONFLICT',
    `expected a finished trial of ${variant}, got none of ${own.length}`,
    {
      remedy: 'Measure the study when it has trained.',
    },
  );
}

/** What an image shows does not matter for the time. uint8 [count, size, size, 3] */
function grey(count: number, sizePx: number): Uint8Array {
  return new Uint8Array(count * sizePx * sizePx * 3).fill(128);
}
