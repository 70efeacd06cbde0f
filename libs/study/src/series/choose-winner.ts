import {
  AppError,
  classesOf,
  type Report,
  type Stage,
  type Study,
  type Winner,
} from '@crossfold/contracts';
import { classifierParameters } from '../compile/classifier-parameters.js';

/** What makes one variant of a stage the winner. */
export type WinnerChoice = Pick<Stage['baseline'], 'by' | 'rule'>;

type Candidate = Winner['candidates'][number];

/**
 * The winner of a stage, on the means of out-of-fold scores over the cells of each variant. A variant
 * that lacks a cell cannot win, since its mean would be of other folds or seeds. Of equals the one
 * that the file names first wins.
 *
 * @throws AppError REQUEST_UNFIT where no variant has all its cells
 */
export function chooseWinner(
  study: Study,
  report: Pick<Report, 'edition' | 'variants'>,
  { by, rule }: WinnerChoice,
): Winner {
  const leftOut: Winner['leftOut'] = [];
  const candidates = study.variants.flatMap(({ name, isNull, config }): Candidate[] => {
    const found = report.variants.find((variant) => variant.name === name);
    const score = found?.overCells?.mean[by] ?? null;
    const { cells } = found ?? {};
    const lost = cells ? cells.failed + cells.skipped + cells.racedOut + cells.cancelled : 0;
    if (isNull || score === null || lost > 0) {
      leftOut.push({ variant: name, reason: reasonOf(isNull ?? false, score, lost) });
      return [];
    }
    const parameters = classifierParameters(config, classesOf(study).length);
    return [{ variant: name, score, parameters }];
  });
  const best = pick(candidates, rule);
  if (!best) {
    throw new AppError(
      'REQUEST_UNFIT',
      `expected a variant of ${study.studyId} with all its cells as the winner, got none`,
      {
        problems: leftOut.map(({ variant, reason }) => `${variant}: ${reason}`),
        remedy: `Retry what failed: crossfold study retry ${study.studyId}.`,
      },
    );
  }
  return {
    stage: study.series?.stages[study.series.index] ?? study.name,
    studyId: study.studyId,
    edition: report.edition,
    variant: best.variant,
    by,
    rule,
    candidates,
    leftOut,
  };
}

function reasonOf(isNull: boolean, score: number | null, lost: number): string {
  if (isNull) return 'it is the baseline under other seeds';
  if (lost > 0) return `${lost} of its cells have no result`;
  return score === null ? 'it has no such score' : '';
}

function pick(candidates: readonly Candidate[], rule: WinnerChoice['rule']): Candidate | undefined {
  const [best] = candidates.toSorted((a, b) => b.score - a.score);
  if (!best || rule === 'best') return best;
  const near = candidates.filter(({ score }) => score >= best.score - rule.withinPoints / 100);
  const [smallest] = near.toSorted((a, b) => a.parameters - b.parameters || b.score - a.score);
  return smallest;
}
