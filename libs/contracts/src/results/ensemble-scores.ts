import { z } from 'zod';
import { shownScores, type ScoreName } from './score-rows.js';

/** By which single models and ensembles of them are compared: all follow from the order of classes. */
export const ensembleScores = [
  'accuracy',
  'top2',
  'top3',
  'balancedAccuracy',
  'macroF1',
] as const satisfies readonly ScoreName[];
export type EnsembleScore = (typeof ensembleScores)[number];

/** Those that say something of so many classes. */
export function shownEnsembleScores(classes: number): EnsembleScore[] {
  const shown = shownScores('main', { classes, hasPositive: false });
  return ensembleScores.filter((name) => shown.includes(name));
}

/** One value for each of them. */
export function ofEnsembleScores<T>(make: (name: EnsembleScore) => T): Record<EnsembleScore, T> {
  return Object.fromEntries(ensembleScores.map((name) => [name, make(name)])) as Record<
    EnsembleScore,
    T
  >;
}

const intervalSchema = z.tuple([z.number(), z.number()]);

export const ensembleScoresSchema = z.strictObject(ofEnsembleScores(() => z.number()));
/** 95 % percentile intervals: groups of images are resampled. */
export const ensembleIntervalsSchema = z.strictObject(ofEnsembleScores(() => intervalSchema));
export type EnsembleIntervals = z.infer<typeof ensembleIntervalsSchema>;

/** A difference of scores, paired: both sides are scored on the same groups in every resample. */
export const scoreGainSchema = z.strictObject({
  scores: ensembleScoresSchema,
  intervals: ensembleIntervalsSchema,
});
export type ScoreGain = z.infer<typeof scoreGainSchema>;
