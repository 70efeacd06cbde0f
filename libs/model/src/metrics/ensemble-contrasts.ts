import {
  ofEnsembleScores,
  type EnsembleIntervals,
  type EnsembleScore,
  type Predictions,
} from '@crossfold/contracts';
import {
  bootstrapContrasts,
  type Contrast,
  type RankedAnswers,
} from '../statistics/contrast-bootstrap.js';
import { classRates, confusionMatrix, mean } from './confusion.js';
import { tabulatePredictions, type PredictionTable } from './prediction-table.js';
import { topKAccuracy, trueRanks } from './ranking.js';

type Scored = Pick<Predictions, 'classes' | 'imageIds' | 'labels' | 'probabilities'>;

/** Models, single ones or ensembles, that answered the same images in the same order. */
export interface ComparedModels {
  /** Of each model. */
  readonly scores: readonly Record<EnsembleScore, number>[];
  /** 95 % intervals of contrasts of them, all on the same resampled groups. */
  readonly intervals: (contrasts: readonly Contrast[]) => EnsembleIntervals[];
}

/**
 * @param groups the group of each image by its id
 * @throws AppError as `tabulatePredictions`
 */
export function compareModels(
  models: readonly Scored[],
  groups: ReadonlyMap<string, string>,
): ComparedModels {
  const tables = models.map(tabulatePredictions);
  const [first] = models;
  const clusters = (first?.imageIds ?? []).map((imageId) => groups.get(imageId) ?? imageId);
  const answers = tables.map((table): RankedAnswers => ({
    predicted: table.predicted,
    rank: trueRanks(table),
  }));
  return {
    scores: tables.map(scoresOf),
    // The seed of the single intervals: all rest on the same resamples.
    intervals: (contrasts) =>
      bootstrapContrasts(
        {
          labels: first?.labels ?? [],
          clusters,
          classes: first?.classes.length ?? 0,
          seed: 0,
        },
        answers,
        contrasts,
      ),
  };
}

function scoresOf(table: PredictionTable): Record<EnsembleScore, number> {
  const rates = classRates(confusionMatrix(table.labels, table.predicted, table.classes));
  const present = rates.filter(({ support }) => support > 0);
  const scores = {
    accuracy: topKAccuracy(table, 1),
    top2: topKAccuracy(table, 2),
    top3: topKAccuracy(table, 3),
    balancedAccuracy: mean(present.map(({ recall }) => recall)),
    macroF1: mean(present.map(({ f1 }) => f1)),
  };
  return ofEnsembleScores((name) => scores[name]);
}
