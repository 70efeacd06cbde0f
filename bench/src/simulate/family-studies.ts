import { randomStream, type RandomStream } from '@crossfold/random';
import type { Parts } from './component-studies.js';
import { drawCentres, drawPoints, features, trainAndScore, type Learner } from './learners.js';

/** Scores of the variants of a study, the baseline first: [variants][folds][seeds]. */
export type FamilyScores = readonly (readonly (readonly number[])[])[];

export const layout = { arms: 7, folds: 5, seeds: 2 } as const;

/**
 * Normal scores about 0, of which each variant has a part that all its cells share, one for each
 * fold and one for each seed. A difference of two variants has the variance 1 and the parts that are
 * named; those of two arms are correlated by a half, since they share the baseline.
 */
export function drawFamily({ common, fold, seed }: Parts, random: RandomStream): FamilyScores {
  const part = (share: number) => Math.sqrt(share / 2) * random.normal();
  return Array.from({ length: layout.arms + 1 }, () => {
    const shared = part(common);
    return Array.from({ length: layout.folds }, () => {
      const own = shared + part(fold);
      return Array.from({ length: layout.seeds }, () => own + part(seed));
    });
  });
}

const long = { hidden: 4, steps: 250, batch: 8, rate: 0.16, start: 0.1 };
const plain: Learner = { sees: features, ...long };

/** The baseline, and arms of the kinds that an ablation has: less input, width, training, another rate. */
const familyLearners: readonly Learner[] = [
  plain,
  { ...plain, sees: features - 1 },
  { ...plain, sees: features - 2 },
  { ...plain, hidden: 2 },
  { ...plain, steps: 60, rate: 0.4 },
  { ...plain, steps: 12, batch: 4, rate: 0.8 },
  { ...plain, batch: 1, steps: 2000, rate: 0.02 },
  { ...plain, start: 1 },
];

const pointsOfSet = 150;

/** Balanced accuracy of the learners on data sets of one population, each cross-validated. */
export function recordFamilies(sets: number): FamilyScores[] {
  const centres = drawCentres(randomStream('simulate', 'centres'));
  return Array.from({ length: sets }, (_, set) => {
    const random = randomStream('simulate', 'families', set);
    const points = drawPoints(centres, pointsOfSet, random);
    // Labels are in order: assigning in turn from a random first fold keeps classes in balance.
    const first = random.integer(layout.folds);
    const all = Array.from({ length: pointsOfSet }, (_, point) => point);
    const parts = Array.from({ length: layout.folds }, (_, fold) => ({
      test: all.filter((point) => (point + first) % layout.folds === fold),
      train: all.filter((point) => (point + first) % layout.folds !== fold),
    }));
    return familyLearners.map((learner) =>
      parts.map(({ train, test }) =>
        Array.from({ length: layout.seeds }, () =>
          trainAndScore(learner, points, train, test, random),
        ),
      ),
    );
  });
}
