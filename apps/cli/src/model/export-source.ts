import { AppError, records, type Receipt } from '@crossfold/contracts';
import {
  architectureNotes,
  boundOf,
  classifierExport,
  decodeSafetensors,
  describeInput,
  findArchitecture,
  flavourOf,
  loadWeights,
  type ExportedModel,
  type ExportedTemperature,
} from '@crossfold/model';
import { getNamed, readRecord, type ObjectStore } from '@crossfold/storage';
import { loadImages } from '../dataset/load-images.js';

/** A model to export, and where it comes from. */
export interface ExportSource {
  readonly model: ExportedModel;
  readonly backbone: string;
  readonly weightsSha256: string;
}

/** A backbone without a classifier, with the weights of a file. */
export async function backboneOfFile(
  backbone: string,
  path: string,
  sizePx: number | undefined,
): Promise<ExportSource> {
  const architecture = findArchitecture(backbone);
  const imageSizePx = sizePx ?? architecture.imageSizePx;
  if (imageSizePx < architecture.minImageSizePx) {
    throw new AppError(
      'REQUEST_INVALID',
      `expected at least ${architecture.minImageSizePx} px for ${backbone}, got ${imageSizePx}`,
      { remedy: 'Name a larger --size.' },
    );
  }
  const network = architecture.build({ imageSizePx, batchNormMomentum: null });
  const loaded = await loadWeights(path, { ...architecture, network });
  const { decoderVersion } = await loadImages();
  const description = describeInput(architecture.preprocessing, imageSizePx, decoderVersion, {
    kind: 'features',
    region: 'full',
    classes: [],
    temperature: null,
  });
  const notes = {
    ...architectureNotes(backbone, architecture),
    output: 'features',
    input_description: JSON.stringify(description),
  };
  const model = { network, tensors: loaded.tensors, ...flavourOf(architecture), notes };
  return { backbone, weightsSha256: loaded.sha256, model };
}

/**
 * The whole classifier of a finished trial, with the weights that were evaluated.
 *
 * @throws AppError NOT_FOUND where there is no such trial with a result
 */
export async function classifierOfTrial(
  store: ObjectStore,
  studyId: string,
  trialId: string,
): Promise<ExportSource> {
  const study = await readRecord(store, records.study, { studyId });
  const key = records.receipt.key({ studyId, trialId });
  const variant = study.variants.find(({ name }) => trialId.startsWith(`${name}.f`));
  if (!variant || !(await store.head(key))) {
    throw new AppError(
      'NOT_FOUND',
      `expected a finished trial of ${studyId} for --trial, got "${trialId}"`,
      { remedy: 'See its trials: crossfold study show.' },
    );
  }
  const { weights, calibration } = await readRecord(store, records.receipt, { studyId, trialId });
  const bytes = await getNamed(store, weights);
  const { classes } = await readRecord(store, records.manifest, {
    sha256: study.dataset.manifestSha256,
  });
  const { model, region } = variant.config;
  const { decoderVersion } = await loadImages();
  const exported = classifierExport({
    model,
    classes,
    tensors: decodeSafetensors(bytes, weights.key).tensors,
    region: region.part,
    temperature: temperatureOf(calibration),
    studyId,
    trialId,
    decoder: decoderVersion,
  });
  return { backbone: model.backbone, weightsSha256: weights.sha256, model: exported };
}

/** Others are to see that a temperature did not help before they divide by it. */
function temperatureOf(calibration: Receipt['calibration']): ExportedTemperature | null {
  if (!calibration) return null;
  const { temperature: value, ece, nll } = calibration;
  const isWorse = ece.after > ece.before || nll.after > nll.before;
  return { value, helped: boundOf(value) === null && !isWorse };
}
