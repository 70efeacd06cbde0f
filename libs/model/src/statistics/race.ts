import { firstLook, raceThreshold, type RaceRule } from './race-thresholds.js';
import { moments } from './resampled-t-test.js';
import { studentCdf } from './student-t.js';

/** Who still races, and its scores on the first cells, in the same order for all. */
export interface Racer<Score extends ScoreSoFar = number> {
  readonly name: string;
  readonly scores: readonly Score[];
  /** Stays whatever its scores are, as the baseline does. */
  readonly stays: boolean;
}

/** Null: the cell ended without a score; undefined: it has not ended. */
export type ScoreSoFar = number | null | undefined;

/** A look at a race that somebody leaves. */
export interface RaceLook {
  /** How many cells of each racer were looked at. */
  readonly cells: number;
  readonly drops: readonly RaceDrop[];
}

/** A rival that was ahead far enough. */
export interface RaceLead {
  readonly rival: string;
  /** Mean of the rival's scores minus the arm's, on the cells of the look. */
  readonly difference: number;
  /** Of the difference on all planned cells about this one. */
  readonly standardError: number;
  readonly df: number;
  /** Chance that the arm would be level with the rival when the study ends; one-sided. */
  readonly p: number;
}

export interface RaceDrop {
  readonly name: string;
  /** The rivals that rule it out: as many as are kept at least, the surest first. */
  readonly leads: readonly RaceLead[];
}

/**
 * The arms that can no longer be among the best `keep` when all planned cells are there: at least so
 * many rivals are ahead of them beyond what the cells to come can make up.
 *
 * Of b of B cells, the difference of the means on all cells is distributed about the one on the first
 * b with variance s²·(1/b − 1/B), where cells are exchangeable: what all cells of a study share
 * (training images, above all) cancels, so that the term g·s² of Nadeau and Bengio has no place here.
 * Where cells of a fold are alike and folds come first, this variance is too large, never too small.
 * s² is the larger of the pair's own and of that pooled over all who race, with the degrees of
 * freedom of the latter. The error holds over all looks and rivals (`raceThreshold`). See
 * docs/statistics.md.
 *
 * @throws RangeError where racers have unequal numbers of cells
 */
export function dropFromRace(racing: readonly Racer[], rule: RaceRule): RaceDrop[] {
  const cells = racing[0]?.scores.length ?? 0;
  if (racing.some(({ scores }) => scores.length !== cells)) {
    throw new RangeError('expected as many cells of each racer');
  }
  if (cells < firstLook(rule) || cells >= rule.plannedCells) return [];
  const threshold = raceThreshold(rule, cells);
  const pooled = pooledVariance(racing.map(({ scores }) => scores));
  const left = 1 / cells - 1 / rule.plannedCells;
  return racing
    .filter(({ stays }) => !stays)
    .flatMap(({ name, scores }) => {
      const leads = racing
        .filter((rival) => rival.name !== name)
        .map((rival) => leadOver(scores, rival, pooled, left))
        .filter(({ difference, p }) => difference > 0 && p <= threshold)
        .sort((a, b) => a.p - b.p);
      return leads.length < rule.keep ? [] : [{ name, leads }];
    });
}

/**
 * The next look that drops somebody; null where there is none so far. A look at b cells is made when
 * the first b cells of all who race have ended, and rests on them alone: it does not matter when, or
 * in which order, they ended. One that lacks a score there is left out of the look, and stays.
 *
 * @param after cells of the last look that dropped somebody, 0 before the first
 */
export function nextRaceLook(
  racing: readonly Racer<ScoreSoFar>[],
  rule: RaceRule,
  after: number,
): RaceLook | null {
  for (let cells = Math.max(firstLook(rule), after + 1); cells < rule.plannedCells; cells++) {
    const first = racing.map((racer): Racer<ScoreSoFar> => ({
      ...racer,
      scores: racer.scores.slice(0, cells),
    }));
    if (first.some(({ scores }) => scores.length < cells || scores.includes(undefined)))
      return null;
    const drops = dropFromRace(first.filter(isScored), rule);
    if (drops.length > 0) return { cells, drops };
  }
  return null;
}

function isScored(racer: Racer<ScoreSoFar>): racer is Racer<number> {
  return racer.scores.every((score) => typeof score === 'number');
}

interface Pooled {
  readonly variance: number;
  readonly df: number;
}

function leadOver(scores: readonly number[], rival: Racer, pooled: Pooled, left: number): RaceLead {
  const own = moments(scores.map((score, cell) => (rival.scores[cell] ?? NaN) - score));
  const standardError = Math.sqrt(Math.max(own.variance, pooled.variance) * left);
  const { df } = pooled;
  // A few differences that are equal, as coarse scores may be, tell nothing of those to come.
  const p = standardError === 0 ? 1 : studentCdf(-own.mean / standardError, df);
  return { rival: rival.name, difference: own.mean, standardError, df, p };
}

/** Of the difference of two racers on a cell: twice the residual variance of racers × cells. */
function pooledVariance(scores: readonly (readonly number[])[]): Pooled {
  const [racers, cells] = [scores.length, scores[0]?.length ?? 0];
  const cellMeans = Array.from({ length: cells }, (_, cell) =>
    meanOf(scores.map((own) => own[cell] ?? NaN)),
  );
  const grandMean = meanOf(cellMeans);
  const squares = scores.map((own) => {
    const mean = meanOf(own);
    return own.reduce(
      (sum, score, cell) => sum + (score - mean - (cellMeans[cell] ?? NaN) + grandMean) ** 2,
      0,
    );
  });
  const df = (racers - 1) * (cells - 1);
  return { variance: (2 * squares.reduce((sum, own) => sum + own, 0)) / df, df };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
