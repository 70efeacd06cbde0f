import {
  researchOnly,
  type EnsembleModel,
  type ImagePrediction,
  type Predictor,
} from '@crossfold/contracts';
import type { FilePrediction, PredictionOptions } from './predict-files.js';

/** A prediction with the names of the classes, for readers. @param top how many of the likeliest */
export function namePrediction(
  { classes }: Pick<EnsembleModel, 'classes'>,
  prediction: FilePrediction,
  top: number,
): ImagePrediction {
  const { name: image, error } = prediction;
  if (error) return { image, answer: null, error: { code: error.code, message: error.message } };
  const { probabilities, set, entropy, mutualInformation } = prediction;
  const named = classes.map((name, c) => ({
    class: name,
    probability: Math.min(1, probabilities[c] as number),
  }));
  return {
    image,
    error: null,
    answer: {
      // Stable, so that of equal ones the first class leads.
      top: named.toSorted((a, b) => b.probability - a.probability).slice(0, top),
      probabilities: Object.fromEntries(named.map((one) => [one.class, one.probability])),
      entropy,
      mutualInformation,
      conformalSet: set.map((c) => classes[c] as string),
    },
  };
}

/** Who answers, and how. */
export function describePredictor(
  model: EnsembleModel,
  { testTimeAugmentation, coverage, isClassConditional }: PredictionOptions,
): Predictor {
  const { study, trialId, members, conformal, measured } = model;
  const held = conformal.splits.flatMap(({ scores }) => scores.map(({ length }) => length));
  const row = measured?.find(
    (one) => one.coverage === coverage && one.isClassConditional === isClassConditional,
  );
  return {
    notice: researchOnly,
    study,
    trialId,
    classes: model.classes,
    models: members.length,
    calibrated: members.filter(({ temperature }) => temperature !== null).length,
    testTimeAugmentation: testTimeAugmentation ?? model.testTimeAugmentation,
    coverage,
    isClassConditional,
    calibrationImages: held.reduce((sum, count) => sum + count, 0) / conformal.repeats,
    measured: row?.all ?? null,
  };
}
