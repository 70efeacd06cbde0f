import { drawExplanation } from '@crossfold/data/images';
import type { GraphCache } from '@crossfold/graph/tensorflow';
import { activationMaps, findArchitecture, resizeMap } from '@crossfold/model';
import { createGraphExplainer } from '@crossfold/model/tensorflow';
import type { DecodedFiles, ImageFile } from './decode-files.js';
import { loadMember } from './load-member.js';
import type { PredictionSource } from './prediction-source.js';

/** Few enough for the maps of an early layer. */
const batchSize = 8;

/**
 * Draws where the members look for the likeliest class of each image: the weighted mean of their
 * Grad-CAM maps at the last block, each scaled to a highest value of one.
 *
 * @param probabilities of the combined members, [images, classes]
 * @returns PNGs, in the order of the decoded images
 */
export async function explainFiles(
  source: PredictionSource,
  files: readonly ImageFile[],
  decoded: DecodedFiles,
  probabilities: Float64Array,
  graphs: GraphCache,
): Promise<Uint8Array[]> {
  const { classes, classTitles, members } = source.model;
  const [first] = members as [(typeof members)[0]];
  const sizePx = first.model.imageSizePx;
  const targets = Int32Array.from(decoded.good, (_, row) =>
    likeliest(probabilities.subarray(row * classes.length, (row + 1) * classes.length)),
  );
  const heats = decoded.good.map(() => new Float32Array(sizePx * sizePx));
  for (const member of members) {
    const { classifier, tensors } = await loadMember(source, member);
    const layer = findArchitecture(member.model.backbone).featureLayer;
    const explainer = createGraphExplainer(classifier, tensors, layer, graphs);
    const pixels = decoded.pixelsOf(member);
    const imageBytes = member.model.imageSizePx ** 2 * 3;
    try {
      for (let start = 0; start < heats.length; start += batchSize) {
        const end = Math.min(heats.length, start + batchSize);
        const batch = pixels.subarray(start * imageBytes, end * imageBytes);
        const { responses } = explainer.explain(batch, targets.slice(start, end));
        for (const [i, response] of responses.entries()) {
          const map = resizeMap(activationMaps.gradCam(response), sizePx);
          addScaled(heats[start + i] as Float32Array, map, member.weight);
        }
      }
    } finally {
      explainer.dispose();
    }
  }
  const pixels = decoded.pixelsOf(first);
  const imageBytes = sizePx ** 2 * 3;
  const pictures: Uint8Array[] = [];
  for (const [row, heat] of heats.entries()) {
    const target = targets[row] as number;
    const name = classes[target] as string;
    const share = probabilities[row * classes.length + target] as number;
    const percent = `${(100 * share).toFixed(1)} %`;
    const caption = [
      files[decoded.good[row] as number]?.name,
      `predicted ${classTitles[name] ?? name}, ${percent}`,
      `Grad-CAM of ${members.length === 1 ? 'one model' : `${members.length} models`}`,
    ].join(' · ');
    const image = pixels.subarray(row * imageBytes, (row + 1) * imageBytes);
    pictures.push(await drawExplanation({ pixels: image, sizePx, heat, mask: null, caption }));
  }
  return pictures;
}

function addScaled(sum: Float32Array, map: Float32Array, weight: number): void {
  const highest = map.reduce((most, value) => Math.max(most, value), 0);
  if (highest === 0) return;
  for (const [at, value] of map.entries()) {
    sum[at] = (sum[at] as number) + (weight * value) / highest;
  }
}

function likeliest(row: Float64Array): number {
  return row.indexOf(Math.max(...row));
}
