import {
  records,
  type Explanation,
  type ExplanationJob,
  type Manifest,
} from '@crossfold/contracts';
import {
  compareClasses,
  findMapLayer,
  isCoarseMap,
  looksOutside,
  meanOverlap,
  meanLift,
  needsBackground,
  whyUndecided,
  type MeasuredImage,
} from '@crossfold/model';
import { createRecord, readRecord, type ObjectStore } from '@crossfold/storage';
import { openTrialImages } from '../trial/trial-images.js';
import { chooseImages } from './choose-images.js';
import { explainMembers, type Explained, type ExplanationContext } from './explain-members.js';
import { readExplanationRecords, type ExplanationRecords } from './explanation-records.js';
import { writeFindings } from './findings.js';

/**
 * Explains out-of-fold predictions of a variant: each image by the model of the fold that it was
 * held out from. Reads receipts, predictions, weights and images of the pool, never the sealed part;
 * writes the pictures and, last, the explanation.
 *
 * @throws AppError CONFLICT when no trial of the variant and seed succeeded
 */
export async function explainStudy(
  job: ExplanationJob,
  context: ExplanationContext,
): Promise<Explanation> {
  const { store, cacheDir } = context;
  const records = await readExplanationRecords(job, store);
  const { order, plan, manifest, classifier, region, members } = records;
  const images = await openTrialImages({
    store,
    cacheDir,
    manifest,
    sizePx: classifier.imageSizePx,
    region,
    imageIds: plan.assignments.filter(({ fold }) => fold !== 'sealed').map((row) => row.imageId),
    onProgress: () => undefined,
  });
  try {
    const chosen = chooseImages(members, order.options);
    const found = await explainMembers(records, chosen, images, context);
    return await publish(records, found, store);
  } finally {
    await images.close();
  }
}

async function publish(
  { order, manifest, members, missing, classifier }: ExplanationRecords,
  { measured, pictures, images, withMask, empty }: Explained,
  store: ObjectStore,
): Promise<Explanation> {
  const [height, width] = findMapLayer(classifier, order.options.layer).shape;
  const mapSize: [number, number] = [height, width];
  const classes = summariseClasses(measured, manifest.classes, isCoarseMap(mapSize));
  const whole = meanLift(measured);
  const isTold = classes.some(({ comparison }) => comparison?.looksOutside);
  const undecided = isTold ? null : whyUndecided(mapSize, whole);
  const counts = { images, imagesWithMask: withMask, emptyMaps: empty };
  const correlations = pictures.flatMap(({ occlusionCorrelation }) => occlusionCorrelation ?? []);
  const explanation: Explanation = {
    ...order,
    schemaVersion: 2,
    mapSize,
    members: members.map(({ receipt }) => receipt.trialId),
    missing: [...missing],
    ...counts,
    classes,
    whole,
    undecided,
    findings: writeFindings({
      classes,
      whole,
      undecided,
      mapSize,
      pictured: pictures.map(({ trueClass }) => trueClass),
      ...counts,
    }),
    occlusion:
      correlations.length === 0
        ? null
        : {
            pictures: correlations.length,
            meanCorrelation: correlations.reduce((sum, r) => sum + r, 0) / correlations.length,
          },
    pictures,
    writtenAt: new Date().toISOString(),
  };
  const isFirst = await createRecord(store, records.explanation, order, explanation);
  return isFirst ? explanation : readRecord(store, records.explanation, order);
}

function summariseClasses(
  measured: readonly MeasuredImage[],
  names: Manifest['classes'],
  isCoarse: boolean,
): Explanation['classes'] {
  const comparisons = compareClasses(measured, names.length);
  return names.map((name, label) => {
    const own = measured.filter((image) => image.label === label);
    const found = comparisons[label];
    const comparison = found
      ? {
          ...found,
          looksOutside: !isCoarse && looksOutside(found),
          needsBackground: needsBackground(found),
        }
      : null;
    return {
      class: name,
      all: meanOverlap(own),
      right: meanOverlap(own.filter(({ isRight }) => isRight)),
      wrong: meanOverlap(own.filter(({ isRight }) => !isRight)),
      comparison,
      isFlagged: comparison?.needsBackground ?? false,
    };
  });
}
