import { moments, nextRaceLook, studentQuantile, type RaceRule } from '@crossfold/model';

/** A study that was run in full: the scores of each variant, [variants][cells], the baseline first. */
export type RecordedStudy = readonly (readonly number[])[];

/** How a race over a recorded study ends. */
export interface Replay {
  /** Share of the trials of the study that are not run. */
  readonly saved: number;
  /** Of those still racing at the end, the best is the best of the full study. */
  readonly isSameWinner: boolean;
}

export type ReplayRule = Pick<RaceRule, 'keep' | 'confidence' | 'minCells'>;

/** Runs a race over the cells of a study, block by block; the baseline stays. */
export function replayRace(study: RecordedStudy, asked: ReplayRule): Replay {
  const plannedCells = study[0]?.length ?? 0;
  const rule = { ...asked, plannedCells, racers: study.length };
  let racing = study.map((scores, i) => ({ name: String(i), scores, stays: i === 0 }));
  let [cells, saved] = [0, 0];
  for (let look = nextRaceLook(racing, rule, 0); look; look = nextRaceLook(racing, rule, cells)) {
    const gone = new Set(look.drops.map(({ name }) => name));
    racing = racing.filter(({ name }) => !gone.has(name));
    cells = look.cells;
    saved += gone.size * (plannedCells - cells);
  }
  return {
    saved: saved / (study.length * plannedCells),
    isSameWinner: racing.some(({ name }) => name === String(winnerOf(study))),
  };
}

/**
 * What nobody could save who keeps the confidence: the share of the trials, on average, if the spread of
 * each difference and the winner were known beforehand, so that an arm is dropped at the first look at
 * which its lead over that winner alone is enough, with nothing taken off for the number of looks.
 *
 * @param spreads standard deviation of a cell's difference, [arm][rival]
 */
export function maxSaved(
  study: RecordedStudy,
  { confidence, minCells }: ReplayRule,
  spreads: readonly (readonly number[])[],
): number {
  const plannedCells = study[0]?.length ?? 0;
  const needed = studentQuantile(confidence, 1e9);
  const winner = winnerOf(study);
  const saved = study.map((scores, arm) => {
    if (arm === 0 || arm === winner) return 0;
    for (let cells = minCells; cells < plannedCells; cells++) {
      const { mean } = moments(differences(study, arm, winner).slice(0, cells));
      const error = (spreads[arm]?.[winner] ?? NaN) * Math.sqrt(1 / cells - 1 / plannedCells);
      if (mean / error > needed) return plannedCells - cells;
    }
    return 0;
  });
  return saved.reduce((sum, cells) => sum + cells, 0) / (study.length * plannedCells);
}

/** Standard deviations of the differences of a cell, [arm][rival], from many studies. */
export function spreadsOf(studies: readonly RecordedStudy[]): number[][] {
  const variants = studies[0]?.map((_, i) => i) ?? [];
  return variants.map((arm) =>
    variants.map((rival) => {
      const variances = studies.map((study) => moments(differences(study, arm, rival)).variance);
      return Math.sqrt(variances.reduce((sum, own) => sum + own, 0) / studies.length);
    }),
  );
}

function differences(study: RecordedStudy, arm: number, rival: number): number[] {
  return (study[arm] ?? []).map((score, cell) => (study[rival]?.[cell] ?? NaN) - score);
}

function winnerOf(study: RecordedStudy): number {
  const totals = study.map((scores) => scores.reduce((sum, score) => sum + score, 0));
  return totals.indexOf(Math.max(...totals));
}
