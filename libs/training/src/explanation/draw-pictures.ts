import {
  byteObjects,
  sha256,
  type ExplanationOrder,
  type ExplanationPicture,
  type Manifest,
} from '@crossfold/contracts';
import { meanColour } from '@crossfold/data';
import { drawExplanation } from '@crossfold/data/images';
import { occlusionMap, rankCorrelation, resizeMap } from '@crossfold/model';
import type { Predictor } from '@crossfold/model/tensorflow';
import type { ObjectStore } from '@crossfold/storage';
import type { ExplainedImage } from './explain-images.js';

/** Squares along a side of the image that are hidden one at a time. */
const occludedSquares = 7;

const methodTitles = {
  gradCam: 'Grad-CAM',
  gradCamPlusPlus: 'Grad-CAM++',
  hiResCam: 'HiResCAM',
} as const satisfies Record<ExplanationOrder['options']['method'], string>;

interface PictureContext {
  readonly store: ObjectStore;
  readonly order: ExplanationOrder;
  readonly classes: Manifest['classes'];
  readonly sizePx: number;
  readonly predictor: Predictor;
}

/** Draws one explained image, checks its map against occlusion where asked, and stores the picture. */
export async function storePicture(
  image: ExplainedImage,
  position: number,
  { store, order, classes, sizePx, predictor }: PictureContext,
): Promise<ExplanationPicture> {
  const { options, studyId, number } = order;
  const { chosen, pixels, mask, heat, probability, overlap } = image;
  const trueClass = classes[chosen.label] as Manifest['classes'][number];
  const predictedClass = classes[chosen.predicted] as Manifest['classes'][number];
  const caption = [
    ...[chosen.imageId, `true ${trueClass}`],
    `predicted ${predictedClass}, ${percent(probability)}`,
    `${methodTitles[options.method]} of ${options.layer} for ${predictedClass}`,
    ...(overlap
      ? [
          `energy inside the mask ${percent(overlap.energyInside)} (chance ${percent(overlap.maskShare)})`,
        ]
      : []),
  ].join(' · ');
  const png = await drawExplanation({ pixels, sizePx, heat, mask, caption });
  const key = byteObjects.explanationPicture.key({ studyId, number, picture: position });
  await store.put(key, png);
  return {
    key,
    sha256: sha256(png),
    imageId: chosen.imageId,
    trialId: chosen.trialId,
    trueClass,
    predictedClass,
    probability: Math.min(1, probability),
    energyInside: overlap?.energyInside ?? null,
    maskShare: overlap?.maskShare ?? null,
    occlusionCorrelation: options.occlusion ? correlate(image, sizePx, predictor) : null,
  };
}

/** Rank correlation of a map with occlusion sensitivity, on the grid of the hidden squares. */
function correlate(
  { pixels, heat, chosen }: ExplainedImage,
  sizePx: number,
  predictor: Predictor,
): number | null {
  const patchPx = Math.ceil(sizePx / occludedSquares);
  const occlusion = occlusionMap(
    pixels,
    (images, count) => {
      const probabilities = predictor.predict(images, count, 'none');
      return Array.from({ length: count }, (_, i) => {
        return probabilities[i * predictor.classes + chosen.predicted] ?? NaN;
      });
    },
    { sizePx, patchPx, stridePx: patchPx, fill: meanColour(pixels) ?? [0, 0, 0] },
  );
  const map = { height: sizePx, width: sizePx, values: heat };
  return rankCorrelation(resizeMap(map, occlusion.width), occlusion.values);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
