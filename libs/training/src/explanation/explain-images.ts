import { fillPixels, meanColour } from '@crossfold/data';
import {
  activationMaps,
  maskOverlap,
  resizeMap,
  type ActivationMapMethod,
  type MaskOverlap,
} from '@crossfold/model';
import type { Explainer, Predictor } from '@crossfold/model/tensorflow';
import type { ChosenImage } from './choose-images.js';

/** An image as it is explained. */
export interface InputImage {
  readonly chosen: ChosenImage;
  /** uint8 [size, size, 3], RGB */
  readonly pixels: Uint8Array;
  /** uint8 [size, size], 0 outside the region; null where there is none. */
  readonly mask: Uint8Array | null;
}

export interface ExplainedImage extends InputImage {
  /** Of the explained class. */
  readonly probability: number;
  /** [size, size] */
  readonly heat: Float32Array;
  readonly isEmpty: boolean;
  readonly overlap: MaskOverlap | null;
  /** What the probability loses when the background takes its mean colour; null without a mask. */
  readonly backgroundLoss: number | null;
}

/** Explains a batch of images, and predicts those that have a mask again without their background. */
export function explainImages(
  batch: readonly InputImage[],
  models: { readonly explainer: Explainer; readonly predictor: Predictor },
  { method, sizePx }: { readonly method: ActivationMapMethod; readonly sizePx: number },
): ExplainedImage[] {
  const { explainer, predictor } = models;
  const targets = Int32Array.from(batch, ({ chosen }) => chosen.predicted);
  const { probabilities, responses } = explainer.explain(concatenate(batch.map(pixelsOf)), targets);
  const bare = batch.map(({ pixels, mask }) => (mask ? withoutBackground(pixels, mask) : pixels));
  const bareProbabilities = predictor.predict(concatenate(bare), batch.length, 'none');
  return batch.map((image, i): ExplainedImage => {
    const response = responses[i];
    if (!response) throw new Error('an image without a response');
    const at = i * predictor.classes + image.chosen.predicted;
    const probability = probabilities[at] ?? NaN;
    const map = activationMaps[method](response);
    const heat = resizeMap(map, sizePx);
    return {
      ...image,
      probability,
      heat,
      isEmpty: map.values.every((value) => value === 0),
      overlap: image.mask && maskOverlap(heat, image.mask),
      backgroundLoss: image.mask && probability - (bareProbabilities[at] ?? NaN),
    };
  });
}

function pixelsOf({ pixels }: InputImage): Uint8Array {
  return pixels;
}

/** The mean colour of the background itself: what is left of it is the tone of the background. */
function withoutBackground(pixels: Uint8Array, mask: Uint8Array): Uint8Array {
  const isBackground = (at: number) => mask[at] === 0;
  const colour = meanColour(pixels, isBackground);
  return colour ? fillPixels(pixels, colour, isBackground) : pixels;
}

function concatenate(images: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(images.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const image of images) {
    all.set(image, at);
    at += image.length;
  }
  return all;
}
