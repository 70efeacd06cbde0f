import type { Predictions, ScoreIntervals, Transfer } from '@crossfold/contracts';
import { bootstrapClusters } from '../statistics/cluster-bootstrap.js';
import { expectedCalibrationError, reliabilityBins } from './calibration.js';
import { balancedAccuracy, classRates, confusionMatrix, mean } from './confusion.js';
import { tabulatePredictions } from './prediction-table.js';
import { groupAgainstRest, topKAccuracy } from './ranking.js';
import { averagePrecision, rocArea } from './roc-curve.js';

type Scored = Pick<Predictions, 'classes' | 'imageIds' | 'labels' | 'probabilities'>;

/** Of a probability that vanished in rounding, so that a row of them can still be divided. */
const minProbability = 1e-12;

/**
 * Predictions restricted to the classes that the images have: what is left of each row is divided by
 * its sum.
 */
export function closePredictions<P extends Scored>(predictions: P): P {
  const kept = presentClasses(predictions);
  const positions = new Map(kept.map((label, position) => [label, position]));
  return {
    ...predictions,
    classes: kept.map((label) => predictions.classes[label] as string),
    labels: predictions.labels.map((label) => positions.get(label) as number),
    probabilities: predictions.probabilities.map((row) => {
      const rest = kept.map((label) => Math.max(row[label] as number, minProbability));
      const sum = rest.reduce((total, p) => total + p, 0);
      return rest.map((p) => Math.min(1, p / sum));
    }),
  };
}

/**
 * Scores on images that need not have every class: macro scores are means over those that they have,
 * and an answer of another class is an error.
 *
 * @param clusters what is drawn together, one for each image
 * @throws AppError REQUEST_INVALID when the images are all of one class; TRIAL_DIVERGED for NaN
 */
export function scoreTransfer(
  predictions: Scored,
  clusters: readonly string[],
): Omit<Transfer, 'members'> {
  const table = tabulatePredictions(predictions);
  const { labels, predicted, probabilities, classes } = table;
  const present = presentClasses(predictions);
  const matrix = confusionMatrix(labels, predicted, classes);
  const rates = classRates(matrix);
  const perClass = present.map((label) => {
    const name = predictions.classes[label] as string;
    const curve = groupAgainstRest(table, [label], name);
    return {
      name,
      ...(rates[label] as (typeof rates)[number]),
      rocAuc: rocArea(curve),
      averagePrecision: averagePrecision(curve),
    };
  });
  const options = { labels, predicted, probabilities, clusters, classes, seed: 0 };
  const { recalls, precisions, f1s, ...intervals } = bootstrapClusters(options);
  const ofPresent = (all: ScoreIntervals['recalls'] | undefined) =>
    present.map((label) => all?.[label] ?? null);
  return {
    classes: [...predictions.classes],
    scores: {
      accuracy: topKAccuracy(table, 1),
      balancedAccuracy: mean(perClass.map(({ recall }) => recall)),
      macroPrecision: mean(perClass.map(({ precision }) => precision)),
      macroF1: mean(perClass.map(({ f1 }) => f1)),
      macroRocAuc: mean(perClass.map(({ rocAuc }) => rocAuc)),
      ece: expectedCalibrationError(reliabilityBins(table)),
    },
    intervals: {
      ...intervals,
      recalls: ofPresent(recalls),
      precisions: ofPresent(precisions),
      f1s: ofPresent(f1s),
    },
    perClass,
    confusionMatrix: present.map((label) => matrix[label] as number[]),
  };
}

/** Balanced accuracy over the classes that the images have. */
export function presentBalancedAccuracy(predictions: Scored): number {
  const { labels, predicted, classes } = tabulatePredictions(predictions);
  return balancedAccuracy(classRates(confusionMatrix(labels, predicted, classes)));
}

function presentClasses({ labels, classes }: Scored): number[] {
  const present = new Set(labels);
  return classes.flatMap((_, label) => (present.has(label) ? [label] : []));
}
