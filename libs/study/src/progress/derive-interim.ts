import {
  countTrialStates,
  type Interim,
  type InterimVariant,
  type Spread,
} from '@crossfold/contracts';
import { moments } from '@crossfold/model';
import { leakOf } from '../render/leak-mark.js';
import type { StudyRecord, TrialRecord } from './study-record.js';

const notes = [
  'Interim, from the cells that have ended. No p-values and no verdict before the plan is complete: whoever looks again and again until a difference shows finds differences that are not there.',
  'Means may rest on different cells; Δ is over the folds and seeds that an arm and the baseline have both finished. ± is the standard deviation over cells. Nothing here is of the sealed part.',
];

/**
 * What the cells that have ended say so far, from the index alone: no object is read, however many
 * trials there are.
 */
export function deriveInterim({ study, trials }: StudyRecord): Interim {
  const cells = new Map<string, TrialRecord[]>(study.variants.map(({ name }) => [name, []]));
  for (const trial of trials.values()) cells.get(trial.variant)?.push(trial);
  const baseline = study.variants.find(({ role }) => role === 'baseline');
  const referenceOf = (name: string | undefined) =>
    scoresByCell(cells.get(name ?? baseline?.name ?? '') ?? []);
  const leak = leakOf(study);
  return {
    score: 'balancedAccuracy',
    notes: [...(leak === null ? [] : [`${leak}: no score below is an honest one.`]), ...notes],
    variants: study.variants.map(({ name, role, reference }) => {
      const own = cells.get(name) ?? [];
      const scores = scoresByCell(own);
      return {
        name,
        role,
        cells: countCells(own),
        score: spreadOf([...scores.values()]),
        ...(reference !== undefined && { reference }),
        comparison: role === 'baseline' ? null : compare(scores, referenceOf(reference)),
      };
    }),
  };
}

/** Balanced accuracy of the trials that succeeded, by repeat, fold and seed. */
function scoresByCell(trials: readonly TrialRecord[]): Map<string, number> {
  return new Map(
    trials.flatMap(({ repeat, fold, seed, scores }) =>
      scores ? [[`${repeat} ${fold} ${seed}`, scores.balancedAccuracy] as const] : [],
    ),
  );
}

function compare(
  scores: ReadonlyMap<string, number>,
  reference: ReadonlyMap<string, number>,
): InterimVariant['comparison'] {
  const differences = [...scores].flatMap(([cell, score]) => {
    const other = reference.get(cell);
    return other === undefined ? [] : [score - other];
  });
  return { pairs: differences.length, difference: spreadOf(differences) };
}

function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const { mean, variance } = moments(values);
  return { mean, sd: values.length === 1 ? null : Math.sqrt(variance) };
}

function countCells(trials: readonly TrialRecord[]): InterimVariant['cells'] {
  const { succeeded, failed, skipped, 'raced-out': racedOut, cancelled } = countTrialStates(trials);
  return { planned: trials.length, succeeded, failed, skipped, racedOut, cancelled };
}
