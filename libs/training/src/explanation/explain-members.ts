import {
  AppError,
  type ExplanationPicture,
  type ImageRecord,
  type RegionConfig,
} from '@crossfold/contracts';
import { groupOf } from '@crossfold/data';
import { decodeRegionMask } from '@crossfold/data/images';
import type { GraphCache } from '@crossfold/graph/tensorflow';
import { decodeSafetensors, type MeasuredImage } from '@crossfold/model';
import { createGraphExplainer, createPredictor, type Predictor } from '@crossfold/model/tensorflow';
import { getNamed, readBlob, type ObjectStore } from '@crossfold/storage';
import type { OpenImages } from '../trial/trial-images.js';
import type { ChosenImage, Member } from './choose-images.js';
import { storePicture } from './draw-pictures.js';
import { explainImages, type ExplainedImage, type InputImage } from './explain-images.js';
import type { ExplanationRecords } from './explanation-records.js';

/** Few enough for the maps of an early layer. */
const batchSize = 8;

export interface ExplanationProgress {
  readonly type: 'explained';
  readonly done: number;
  readonly total: number;
}

export interface ExplanationContext {
  readonly store: ObjectStore;
  readonly cacheDir: string;
  /** Graphs of the process, which members share. */
  readonly graphs: GraphCache;
  readonly report: (progress: ExplanationProgress) => void;
}

/** What all members together gave. */
export interface Explained {
  readonly measured: MeasuredImage[];
  readonly pictures: ExplanationPicture[];
  readonly images: number;
  readonly withMask: number;
  readonly empty: number;
}

/** Where the images and masks come from, looked up by their ids. */
interface Sources extends Pick<ExplanationContext, 'store' | 'graphs'> {
  readonly images: OpenImages;
  /** The part of the images that the models see. */
  readonly region: RegionConfig;
  /** Of the images of the pool. */
  readonly positions: ReadonlyMap<string, number>;
  readonly known: ReadonlyMap<string, ImageRecord>;
}

/** Explains the chosen images, each by its member, and stores the pictures of those to be drawn. */
export async function explainMembers(
  records: ExplanationRecords,
  chosen: readonly ChosenImage[],
  images: OpenImages,
  { store, graphs, report }: ExplanationContext,
): Promise<Explained> {
  const { order, manifest, plan, members, classifier } = records;
  const sources: Sources = {
    store,
    graphs,
    images,
    region: records.region,
    positions: new Map(images.imageIds.map((imageId, position) => [imageId, position])),
    known: new Map(manifest.images.map((record) => [record.imageId, record])),
  };
  const groups = new Map(plan.assignments.map((row) => [row.imageId, groupOf(row)]));
  const pictures = new Map<number, ExplanationPicture>();
  const measured: MeasuredImage[] = [];
  const counts = { images: 0, withMask: 0, empty: 0 };
  for (const member of members) {
    const own = chosen.filter(({ trialId }) => trialId === member.receipt.trialId);
    for await (const { image, predictor } of explainMember(records, member, own, sources)) {
      counts.images += 1;
      if (image.mask) counts.withMask += 1;
      if (image.isEmpty) counts.empty += 1;
      const group = groups.get(image.chosen.imageId) ?? image.chosen.imageId;
      measured.push(...measurementOf(image, group));
      if (image.chosen.isPictured) {
        const position = 1 + chosen.indexOf(image.chosen);
        const { imageSizePx: sizePx } = classifier;
        const drawing = { store, order, classes: manifest.classes, sizePx, predictor };
        pictures.set(position, await storePicture(image, position, drawing));
      }
      report({ type: 'explained', done: counts.images, total: chosen.length });
    }
  }
  const inOrder = [...pictures].sort(([a], [b]) => a - b).map(([, picture]) => picture);
  return { ...counts, measured, pictures: inOrder };
}

async function* explainMember(
  records: ExplanationRecords,
  { receipt }: Member,
  chosen: readonly ChosenImage[],
  sources: Sources,
): AsyncGenerator<{ readonly image: ExplainedImage; readonly predictor: Predictor }> {
  const { order, classifier } = records;
  const { method, layer } = order.options;
  const bytes = await getNamed(sources.store, receipt.weights);
  const { tensors } = decodeSafetensors(bytes, receipt.weights.key);
  const explainer = createGraphExplainer(classifier, tensors, layer, sources.graphs);
  const predictor = createPredictor(classifier, tensors, sources.graphs);
  try {
    for (let start = 0; start < chosen.length; start += batchSize) {
      const batch = chosen.slice(start, start + batchSize);
      const inputs = await readInputs(batch, sources);
      const options = { method, sizePx: classifier.imageSizePx };
      for (const image of explainImages(inputs, { explainer, predictor }, options)) {
        yield { image, predictor };
      }
    }
  } finally {
    explainer.dispose();
    predictor.dispose();
  }
}

async function readInputs(
  batch: readonly ChosenImage[],
  { store, images, region, positions, known }: Sources,
): Promise<InputImage[]> {
  const { sizePx } = images;
  const indices = Uint32Array.from(batch, ({ imageId }) => positionOf(imageId, positions));
  const pixels = await images.readBatch(indices);
  const bytes = sizePx * sizePx * 3;
  return Promise.all(
    batch.map(async (chosen, i) => {
      const record = known.get(chosen.imageId);
      const mask = record ? await readMask(record, region, sizePx, store) : null;
      return { chosen, pixels: pixels.subarray(i * bytes, (i + 1) * bytes), mask };
    }),
  );
}

/** The region as the models see it; null where the data set has no mask. */
async function readMask(
  { sha256, maskSha256 }: ImageRecord,
  region: RegionConfig,
  sizePx: number,
  store: ObjectStore,
): Promise<Uint8Array | null> {
  if (maskSha256 === null) return null;
  const mask = await readBlob(store, maskSha256);
  // Only a crop that was found by a threshold has to be found again.
  const image = region.part === 'crop' ? await readBlob(store, sha256) : new Uint8Array();
  return decodeRegionMask({ image, mask }, region, sizePx, `mask ${maskSha256}`);
}

/** @throws AppError INTERNAL for an image outside the pool: a sealed one is never opened here */
function positionOf(imageId: string, positions: ReadonlyMap<string, number>): number {
  const position = positions.get(imageId);
  if (position !== undefined) return position;
  throw new AppError('INTERNAL', `expected an image of the pool to explain, got ${imageId}`);
}

function measurementOf(image: ExplainedImage, cluster: string): MeasuredImage[] {
  const { overlap, backgroundLoss, chosen } = image;
  if (!overlap || backgroundLoss === null) return [];
  const isRight = chosen.label === chosen.predicted;
  return [{ overlap, backgroundLoss, cluster, label: chosen.label, isRight }];
}
