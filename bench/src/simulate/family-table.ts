import { compareCells, judgeFamily, type CellComparison, type Verdict } from '@crossfold/model';
import { randomStream } from '@crossfold/random';
import { byCorrelation, bySeedShare, type Parts } from './component-studies.js';
import { drawFamily, layout, recordFamilies, type FamilyScores } from './family-studies.js';
import { missingCommonSd, partsOf } from './learner-table.js';
import { percent, rateOf, rateText, type Table } from './tally.js';

const { arms, folds, seeds } = layout;
const testToTrain = 1 / (folds - 1);
/** True effects in the studies where not all arms do nothing, in standard deviations of a cell. */
const effects = [2, -2, 1, -1, 0, 0, 0] as const;
const none = effects.map(() => 0);

/** A study, and what its arms truly do. */
interface Family {
  readonly scores: FamilyScores;
  /** Of each arm. */
  readonly truth: readonly number[];
}

/**
 * How often a report of seven arms says what is not so.
 *
 * @param sets data sets that learners are trained on
 * @param studies of drawn scores
 */
export function familyTable(sets: number, studies: number): Table {
  const drawn: Parts[] = [
    ...[0.2, 0.5, 0.8].map((within) => byCorrelation(1 / folds, within)),
    byCorrelation(0, 0.5),
    bySeedShare(0.5, folds),
  ];
  const recorded = recordFamilies(sets);
  return {
    title: `False verdicts in ${sets} studies of trained learners and ${studies} drawn ones, of ${arms} arms, ${folds} folds and ${seeds} seeds (%)`,
    columns: [
      'scores; what the arms do',
      'studies with a false verdict (95 %)',
      'without Holm',
      'arms with a false verdict (95 %)',
      'effects found',
    ],
    rows: [
      rowOf('trained learners, as they are; nothing', centred(recorded)),
      rowOf('… with a common part as supposed; nothing', withCommonPart(centred(recorded))),
      ...drawn.map((parts) => rowOf(`drawn, ${parts.name}; nothing`, draw(parts, none, studies))),
      ...drawn.map((parts) =>
        rowOf(`drawn, ${parts.name}; ±2, ±1 and nothing`, draw(parts, effects, studies)),
      ),
    ],
  };
}

function draw(parts: Parts, truth: readonly number[], studies: number): Family[] {
  const random = randomStream('simulate', 'families', parts.name, ...truth);
  return Array.from({ length: studies }, () => ({ scores: drawFamily(parts, random), truth }));
}

/** Each learner's mean over all data sets is taken off, so that no arm does anything. */
function centred(recorded: readonly FamilyScores[]): Family[] {
  const means = none.map((_, arm) => meanOf(recorded.flatMap((one) => one[arm + 1]?.flat() ?? [])));
  const baseline = meanOf(recorded.flatMap((one) => one[0]?.flat() ?? []));
  return recorded.map((scores) => ({
    scores: scores.map((own, variant) => {
      const mean = variant === 0 ? baseline : (means[variant - 1] as number);
      return own.map((row) => row.map((score) => score - mean));
    }),
    truth: none,
  }));
}

/**
 * Adds to the difference of each arm a part that all its cells share, so that these have as much in
 * common as the correction supposes. Half of it comes from the baseline, the same for all arms.
 */
function withCommonPart(families: readonly Family[]): Family[] {
  const deviations = none.map((_, arm) => {
    const differences = families.map(({ scores }) => differencesOf(scores, arm));
    return missingCommonSd(partsOf(differences), folds);
  });
  const random = randomStream('simulate', 'families', 'common part');
  return families.map(({ scores: [baseline = [], ...others], truth }) => {
    const shared = random.normal();
    const shifted = others.map((rows, arm) => {
      const shift = (deviations[arm] as number) * Math.SQRT1_2 * (random.normal() - shared);
      return rows.map((row) => row.map((score) => score + shift));
    });
    return { scores: [baseline, ...shifted], truth };
  });
}

function rowOf(name: string, families: readonly Family[]): string[] {
  const judged = families.map(({ scores, truth }) => {
    const compared = compareArms(scores, truth);
    return {
      truth,
      together: judgeFamily(compared, Infinity).map(({ verdict }) => verdict),
      alone: compared.map((one) => judgeFamily([one], Infinity)[0]?.verdict),
    };
  });
  const wrong = judged.map(({ truth, together }) => countFalse(together, truth));
  const alone = judged.map(({ truth, alone }) => countFalse(alone, truth));
  const found = judged.flatMap(({ truth, together }) =>
    together.filter((verdict, arm) => truth[arm] !== 0 && verdict === rightOf(truth[arm])),
  );
  const effective = judged.flatMap(({ truth }) => truth.filter((effect) => effect !== 0)).length;
  const total = judged.length * arms;
  return [
    name,
    rateText(rateOf(wrong.filter((count) => count > 0).length, judged.length)),
    percent(alone.filter((count) => count > 0).length / judged.length),
    rateText(rateOf(sum(wrong), total)),
    effective === 0 ? '–' : percent(found.length / effective),
  ];
}

/** Each arm against the baseline, as reports compare them. */
function compareArms(scores: FamilyScores, truth: readonly number[]): CellComparison[] {
  return truth.map((effect, arm) => {
    const cells = differencesOf(scores, arm).flatMap((row, unit) =>
      row.map((difference) => ({ unit, difference: difference + effect })),
    );
    const found = compareCells(cells, testToTrain);
    if (!found) throw new RangeError(`expected at least two folds, got ${folds}`);
    return found;
  });
}

/** Of an arm and the baseline, [folds][seeds]. */
function differencesOf([baseline, ...others]: FamilyScores, arm: number): number[][] {
  return (others[arm] ?? []).map((row, fold) =>
    row.map((score, seed) => score - (baseline?.[fold]?.[seed] as number)),
  );
}

/** Verdicts "helps" and "hurts" on arms that do nothing, or the other. */
function countFalse(verdicts: readonly (Verdict | undefined)[], truth: readonly number[]): number {
  return verdicts.filter(
    (verdict, arm) =>
      (verdict === 'helps' || verdict === 'hurts') && verdict !== rightOf(truth[arm]),
  ).length;
}

function rightOf(effect = 0): Verdict {
  if (effect === 0) return 'equal';
  return effect > 0 ? 'helps' : 'hurts';
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function meanOf(values: readonly number[]): number {
  return sum(values) / values.length;
}
