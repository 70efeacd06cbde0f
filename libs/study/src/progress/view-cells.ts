import { cellScoreNames, type Cell, type CellScoreName, type Cells } from '@crossfold/contracts';
import type { StudyRecord, TrialRecord } from './study-record.js';

/** All trials of a study, in its order, with what a fold matrix shows of each. */
export function viewCells({ study, trials }: StudyRecord): Cells {
  return { studyId: study.studyId, cells: [...trials.values()].map(viewCell) };
}

function viewCell(trial: TrialRecord): Cell {
  const { trialId, variant, repeat, fold, seed, state, epoch, epochs } = trial;
  const { attempt, worker, takenFrom, scores, error, startedAt, endedAt } = trial;
  return {
    trialId,
    variant,
    repeat,
    fold,
    seed,
    state,
    epoch,
    epochs,
    attempt,
    worker,
    takenFrom,
    scores: scores && roundScores(scores),
    error: error?.code ?? null,
    startedAt,
    endedAt,
  };
}

function roundScores(scores: Record<CellScoreName, number>): Record<CellScoreName, number> {
  const rounded = cellScoreNames.map((name) => [name, Math.round(scores[name] * 1e6) / 1e6]);
  return Object.fromEntries(rounded) as Record<CellScoreName, number>;
}
