import type { ModelConfig } from '@crossfold/contracts';
import type { TensorMap } from '@crossfold/graph';
import type { Architecture } from '../catalogue/architecture.js';
import { findArchitecture } from '../catalogue/catalogue.js';
import { buildClassifier, selectParameters } from '../classifier.js';
import { describeInput, type ExportedTemperature } from './describe-input.js';
import { joinClassifier, type ExportedModel } from './exported-model.js';

/** A trained classifier, and what its readers have to know. */
interface TrainedClassifier {
  readonly model: ModelConfig;
  readonly classes: readonly string[];
  /** Of a checkpoint or of the weights that were evaluated. */
  readonly tensors: TensorMap;
  /** The part of the images that it sees. */
  readonly region: string;
  readonly temperature: ExportedTemperature | null;
  readonly studyId: string;
  readonly trialId: string;
  /** The library that made the images which it was trained on. */
  readonly decoder: string;
}

/** What each way of preparing 0–255 RGB is, for readers that have only the file. */
const preparations = {
  caffe: 'BGR order, minus 103.939, 116.779, 123.68',
  symmetric: 'RGB / 127.5 - 1',
  torch: 'RGB / 255, minus 0.485, 0.456, 0.406, over 0.229, 0.224, 0.225',
  none: 'RGB 0-255 as it is',
} as const satisfies Record<Architecture['preprocessing'], string>;

/** A classifier from the prepared image to the logits, with all that lies before and behind in words. */
export function classifierExport(trained: TrainedClassifier): ExportedModel {
  const { model, classes, tensors, region, temperature, studyId, trialId, decoder } = trained;
  const architecture = findArchitecture(model.backbone);
  const classifier = buildClassifier(model, classes.length);
  const description = describeInput(architecture.preprocessing, model.imageSizePx, decoder, {
    kind: 'logits',
    region,
    classes,
    temperature,
  });
  return {
    network: joinClassifier(classifier),
    tensors: selectParameters(classifier, tensors),
    ...flavourOf(architecture),
    notes: {
      ...architectureNotes(model.backbone, architecture),
      output: 'logits',
      classes: classes.join(','),
      study: studyId,
      trial: trialId,
      region,
      input_description: JSON.stringify(description),
    },
  };
}

/** How the layers of an architecture are named and laid out in files. */
export function flavourOf({ flavour, kerasSequentials }: Architecture) {
  return { flavour, ...(kerasSequentials && { kerasSequentials }) };
}

/** Which backbone it is, and how images are prepared for it. */
export function architectureNotes(backbone: string, { preprocessing }: Architecture) {
  return { backbone, preprocessing: preparations[preprocessing] };
}
