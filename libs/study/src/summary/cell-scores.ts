import {
  laterScores,
  scoreRow,
  type PositiveGroup,
  type Predictions,
  type Scores,
} from '@crossfold/contracts';
import { evaluate } from '@crossfold/model';

/** What is stored of a cell that has a result. */
interface ScoredCell {
  readonly receipt: { readonly evaluation: { readonly scores: Scores } } | null;
  readonly predictions: Predictions | null;
}

/** The scores of a cell; those that came after its result was written are of its predictions. */
export function scoresOfCell(
  { receipt, predictions }: ScoredCell,
  positive: PositiveGroup | null,
): Scores | null {
  if (!receipt) return null;
  const { scores } = receipt.evaluation;
  const lacks = laterScores.filter(
    (name) => scores[name] === null && (positive !== null || !scoreRow(name).isOfPositive),
  );
  if (lacks.length === 0 || !predictions) return scores;
  const computed = evaluate(predictions, positive).scores;
  return { ...scores, ...Object.fromEntries(lacks.map((name) => [name, computed[name]])) };
}
