import type { ScoreUnit } from './score-text.js';

/** What there is to say of a score. Everything that shows, stores or explains scores reads it here. */
export interface ScoreRow {
  /** For columns; `{positive}` stands for the title of the data set's positive group. */
  readonly title: string;
  readonly unit: ScoreUnit;
  readonly better: 'higher' | 'lower';
  /** Both ends included; null where there is no upper end. */
  readonly range: readonly [number, number | null];
  /** `main`: in the first table of a report; `ranking`: in that of ranks, agreement and calibration. */
  readonly table: 'main' | 'ranking';
  /** What it is, as a sentence without its subject. */
  readonly explanation: string;
  /** Of the positive group: null where the data set names none. */
  readonly isOfPositive?: true;
  /**
   * Came after the first release, as every new one does: documents that are older than it are read
   * with null there, which is "not measured". So no document gets a new version for a score.
   */
  readonly isLater?: true;
  /** Has an interval, which resamples groups of images. */
  readonly isResampled?: true;
  /** Says nothing of fewer classes, and is no column there. */
  readonly minClasses?: number;
  /** The same number as another score by definition, and so no column of tables to read. */
  readonly sameAs?: string;
}

const share = { unit: 'percent', better: 'higher', range: [0, 1] } as const;
const agreement = { unit: 'decimal', better: 'higher', range: [-1, 1] } as const;

/**
 * Scores of one set of predictions over K classes, in the order of columns. How each is computed
 * stands in `scoreFormulas` of the model library, which a row here obliges to have one.
 */
export const scoreRows = {
  balancedAccuracy: {
    ...share,
    title: 'balanced accuracy',
    table: 'main',
    isResampled: true,
    explanation: 'mean over the classes of the share of their images that is answered rightly',
  },
  macroF1: {
    ...share,
    title: 'F1',
    table: 'main',
    isResampled: true,
    explanation: 'mean over the classes of the harmonic mean of precision and recall',
  },
  accuracy: {
    ...share,
    title: 'accuracy',
    table: 'main',
    isResampled: true,
    explanation: 'share of all images that is answered rightly',
  },
  macroRocAuc: {
    ...share,
    title: 'AUC',
    table: 'main',
    isResampled: true,
    explanation: 'mean over the classes of the area under the ROC curve of each against the rest',
  },
  macroPrecision: {
    ...share,
    title: 'precision',
    table: 'main',
    explanation: 'mean over the classes of the share of answers of the class that is right',
  },
  macroRecall: {
    ...share,
    title: 'recall',
    table: 'main',
    sameAs: 'balancedAccuracy',
    explanation: 'mean over the classes of their recall, which is the balanced accuracy',
  },
  top2: {
    ...share,
    title: 'top-2',
    table: 'main',
    minClasses: 3,
    explanation: 'share of images whose class is among the two most probable',
  },
  top3: {
    ...share,
    title: 'top-3',
    table: 'main',
    minClasses: 4,
    explanation: 'share of images whose class is among the three most probable',
  },
  ece: {
    ...share,
    title: 'ECE',
    better: 'lower',
    table: 'main',
    explanation:
      'expected calibration error: gap of confidence and accuracy, 15 bins of equal width',
  },
  macroAveragePrecision: {
    ...share,
    title: 'AP',
    table: 'ranking',
    explanation: 'mean over the classes of the average precision of each against the rest',
  },
  positiveRocAuc: {
    ...share,
    title: '{positive} AUC',
    table: 'ranking',
    isOfPositive: true,
    explanation:
      'area under the ROC curve of the group against the rest, by the sum of probabilities',
  },
  positiveSensitivity: {
    ...share,
    title: '{positive} sensitivity at 95 % specificity',
    table: 'ranking',
    isOfPositive: true,
    explanation: 'highest sensitivity of a threshold whose specificity is at least 95 %',
  },
  positiveRecall: {
    ...share,
    title: '{positive} sensitivity',
    table: 'ranking',
    isOfPositive: true,
    isLater: true,
    explanation: 'share of images of the group that is answered with a class of the group',
  },
  positiveSpecificity: {
    ...share,
    title: '{positive} specificity',
    table: 'ranking',
    isOfPositive: true,
    isLater: true,
    explanation: 'share of the other images that is answered with a class outside the group',
  },
  mcc: {
    ...agreement,
    title: 'MCC',
    table: 'ranking',
    explanation: 'Matthews correlation of true and predicted classes, 0 for chance',
  },
  kappa: {
    ...agreement,
    title: 'kappa',
    table: 'ranking',
    explanation: "Cohen's kappa: agreement beyond chance, 0 for chance",
  },
  nll: {
    title: 'NLL',
    unit: 'decimal',
    better: 'lower',
    range: [0, null],
    table: 'ranking',
    explanation: 'mean negative log-likelihood of the true class, in nats',
  },
  brier: {
    title: 'Brier',
    unit: 'decimal',
    better: 'lower',
    range: [0, 2],
    table: 'ranking',
    explanation: 'mean squared distance of the probabilities from the truth, from 0 to 2',
  },
} as const satisfies Record<string, ScoreRow>;

type Rows = typeof scoreRows;
export type ScoreName = keyof Rows;
type NullableScore = {
  [K in ScoreName]: Rows[K] extends { isOfPositive: true } | { isLater: true } ? K : never;
}[ScoreName];
/** A score that has an interval. */
export type ResampledScore = {
  [K in ScoreName]: Rows[K] extends { isResampled: true } ? K : never;
}[ScoreName];

/** One number for each score; those of the positive group, and later ones, may be null. */
export type Scores = Record<Exclude<ScoreName, NullableScore>, number> &
  Record<NullableScore, number | null>;

export const scoreNames = Object.keys(scoreRows) as ScoreName[];
export const resampledScores = scoreNames.filter(
  (name): name is ResampledScore => 'isResampled' in scoreRows[name],
);

/** Scores that older results do not have; a reader with the predictions at hand can compute them. */
export const laterScores = scoreNames.filter((name) => scoreRow(name).isLater);

export function scoreRow(name: ScoreName): ScoreRow {
  return scoreRows[name];
}

/** One value for each score. */
export function ofEachScore<T extends Record<ScoreName, unknown>>(
  make: (name: ScoreName) => T[ScoreName],
): T {
  return Object.fromEntries(scoreNames.map((name) => [name, make(name)])) as T;
}

/** The title of a score where the data set's positive group has this title. */
export function scoreTitle(name: ScoreName, positiveTitle = 'positive'): string {
  return scoreRow(name).title.replace('{positive}', positiveTitle);
}

/** Scores that are columns of a table to read: those that say something of so many classes. */
export function shownScores(
  table: ScoreRow['table'],
  { classes, hasPositive }: { readonly classes: number; readonly hasPositive: boolean },
): ScoreName[] {
  return scoreNames.filter((name) => {
    const row = scoreRow(name);
    const isDefined = hasPositive || !row.isOfPositive;
    return row.table === table && !row.sameAs && isDefined && classes >= (row.minClasses ?? 0);
  });
}

/** Scores of one class against the rest, in the order of columns. */
export const classScoreRows = {
  precision: {
    ...share,
    title: 'precision',
    explanation: 'share of the answers of the class that is right',
  },
  recall: {
    ...share,
    title: 'recall',
    explanation: 'share of the images of the class that is answered rightly',
  },
  f1: { ...share, title: 'F1', explanation: 'harmonic mean of precision and recall' },
  rocAuc: { ...share, title: 'AUC', explanation: 'area under the ROC curve against the rest' },
  averagePrecision: {
    ...share,
    title: 'AP',
    explanation: 'average precision against the rest: area of steps, nothing interpolated',
  },
} as const satisfies Record<string, Omit<ScoreRow, 'table'>>;
export type ClassScoreName = keyof typeof classScoreRows;
export const classScoreNames = Object.keys(classScoreRows) as ClassScoreName[];
