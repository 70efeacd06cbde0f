import { nextRaceLook, type RaceRule } from '@crossfold/model';

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

function winnerOf(study: RecordedStudy): number {
  const totals = study.map((scores) => scores.reduce((sum, score) => sum + score, 0));
  return totals.indexOf(Math.max(...totals));
}
