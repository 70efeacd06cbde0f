import type { ClassScoreName, ClassScores, ScoreName, Scores } from '@crossfold/contracts';
import { cohenKappa, matthewsCorrelation } from './agreement.js';
import {
  brierScore,
  expectedCalibrationError,
  negativeLogLikelihood,
  type ReliabilityBin,
} from './calibration.js';
import { mean, type ClassRates } from './confusion.js';
import type { PredictionTable } from './prediction-table.js';
import { topKAccuracy } from './ranking.js';
import {
  averagePrecision,
  rocArea,
  sensitivityAtSpecificity,
  type ThresholdCounts,
} from './roc-curve.js';

/** What scores are computed from: one set of predictions, counted once for all of them. */
export interface ScoreBasis {
  readonly table: PredictionTable;
  /** Counts [true class][predicted class]. */
  readonly matrix: readonly (readonly number[])[];
  /** Of the classes that have images. */
  readonly perClass: readonly ClassScores[];
  readonly reliability: readonly ReliabilityBin[];
  /** Of the positive group against the rest; null where there is none, or images of one side alone. */
  readonly positive: PositiveCounts | null;
}

export interface PositiveCounts {
  /** By the sum of the group's probabilities. */
  readonly curve: ThresholdCounts;
  /** By the answers. */
  readonly truePositives: number;
  readonly trueNegatives: number;
}

type Formulas = {
  readonly [K in ScoreName]: (basis: ScoreBasis) => Scores[K];
};

/** How each score is computed, by the names of the rows in the contracts. */
export const scoreFormulas = {
  balancedAccuracy: ({ perClass }) => mean(perClass.map(({ recall }) => recall)),
  macroF1: ({ perClass }) => mean(perClass.map(({ f1 }) => f1)),
  accuracy: ({ table }) => topKAccuracy(table, 1),
  macroRocAuc: ({ perClass }) => mean(perClass.map(({ rocAuc }) => rocAuc)),
  macroPrecision: ({ perClass }) => mean(perClass.map(({ precision }) => precision)),
  macroRecall: ({ perClass }) => mean(perClass.map(({ recall }) => recall)),
  top2: ({ table }) => topKAccuracy(table, 2),
  top3: ({ table }) => topKAccuracy(table, 3),
  ece: ({ reliability }) => expectedCalibrationError(reliability),
  macroAveragePrecision: ({ perClass }) => mean(perClass.map((scores) => scores.averagePrecision)),
  positiveRocAuc: ({ positive }) => positive && rocArea(positive.curve),
  positiveSensitivity: ({ positive }) => positive && sensitivityAtSpecificity(positive.curve, 0.95),
  positiveRecall: ({ positive }) => positive && positive.truePositives / positive.curve.positives,
  positiveSpecificity: ({ positive }) =>
    positive && positive.trueNegatives / positive.curve.negatives,
  mcc: ({ matrix }) => matthewsCorrelation(matrix),
  kappa: ({ matrix }) => cohenKappa(matrix),
  nll: ({ table }) => negativeLogLikelihood(table),
  brier: ({ table }) => brierScore(table),
} as const satisfies Formulas;

interface ClassBasis {
  readonly rates: ClassRates;
  /** The class against the rest. */
  readonly curve: ThresholdCounts;
}

/** The same for the scores of a single class. */
const classFormulas = {
  precision: ({ rates }) => rates.precision,
  recall: ({ rates }) => rates.recall,
  f1: ({ rates }) => rates.f1,
  rocAuc: ({ curve }) => rocArea(curve),
  averagePrecision: ({ curve }) => averagePrecision(curve),
} as const satisfies Record<ClassScoreName, (basis: ClassBasis) => number>;

/** All scores of a class that has images, as they stand in an evaluation. */
export function scoreClass(name: string, basis: ClassBasis): ClassScores {
  const scores = Object.entries(classFormulas).map(([score, formula]) => [score, formula(basis)]);
  const named = Object.fromEntries(scores) as Record<ClassScoreName, number>;
  return { name, support: basis.rates.support, ...named };
}

/** A class without images, none of whose scores are defined. */
export function absentClass(name: string): ClassScores {
  const scores = Object.keys(classFormulas).map((score) => [score, 0]);
  return { name, support: 0, ...(Object.fromEntries(scores) as Record<ClassScoreName, number>) };
}
