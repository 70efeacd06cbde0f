import { randomStream } from '@crossfold/random';
import { drawCentres, drawPoints, features, trainAndScore, type Learner } from './learners.js';
import {
  maxSaved,
  replayRace,
  spreadsOf,
  type RecordedStudy,
  type ReplayRule,
} from './race-replays.js';
import { percent, rateOf, rateText, type Table } from './tally.js';

const folds = 5;
const rule: ReplayRule = { keep: 1, confidence: 0.95, minCells: 2 };
const columns = ['study', 'seeds', 'trials', 'saved, mean', 'least to most', 'same winner'];
const bound = 'saved, all known';

const middling: Learner = {
  sees: features,
  hidden: 4,
  steps: 60,
  batch: 8,
  rate: 0.4,
  start: 0.3,
};

/** Seven variants as an ablation has them; the baseline first. */
const recorded: Readonly<Record<string, readonly Learner[]>> = {
  'components left out': [
    middling,
    { ...middling, sees: features - 1 },
    { ...middling, sees: features - 2 },
    { ...middling, sees: features - 3 },
    { ...middling, steps: 20 },
    { ...middling, hidden: 2 },
    { ...middling, rate: 0.1 },
  ],
  'learning rates': [
    middling,
    ...[0.02, 0.05, 0.1, 0.8, 1.6, 3.2].map((rate) => ({ ...middling, rate })),
  ],
  'all alike': Array.from({ length: 7 }, () => middling),
};

/** Races over recorded scores of networks that were trained for it. */
export function recordedRaceTable(replays: number): Table {
  return {
    title: `Races over recorded scores of trained learners, 7 variants × 5 folds, of ${replays} studies (%)`,
    columns: [...columns, bound],
    rows: Object.entries(recorded).flatMap(([name, learners]) => {
      const studies = recordStudies(name, learners, 3, replays);
      const spreads = spreadsOf(studies);
      return [1, 2, 3].map((seeds) => {
        const some = studies.map((study) => study.map((scores) => scores.slice(0, seeds * folds)));
        return [...rowOf(name, seeds, some), boundOf(some, spreads)];
      });
    }),
  };
}

/** Cells of one seed after those of the other, as studies run them. */
function recordStudies(
  name: string,
  learners: readonly Learner[],
  seeds: number,
  count: number,
): RecordedStudy[] {
  const centres = drawCentres(randomStream('simulate', 'centres'));
  const size = 600;
  const all = Array.from({ length: size }, (_, point) => point);
  return Array.from({ length: count }, (_, study) => {
    const random = randomStream('race', name, study);
    const points = drawPoints(centres, size, random);
    const first = random.integer(folds);
    return learners.map((learner) =>
      Array.from({ length: seeds * folds }, (_, cell) => {
        const isTest = (point: number) => (point + first) % folds === cell % folds;
        const train = all.filter((point) => !isTest(point));
        return trainAndScore(learner, points, train, all.filter(isTest), random);
      }),
    );
  });
}

/** True means of the variants, in standard deviations of a paired difference; the baseline first. */
const means: Readonly<Record<string, readonly number[]>> = {
  'all alike': [0, 0, 0, 0, 0, 0, 0],
  'all near': [0, 0.2, 0.1, 0, -0.1, -0.2, -0.3],
  'two near, four behind': [0, 0.1, -1.5, -1.5, -2, -2, -2.5],
  'arms hurt by 0.25 to 3': [0, -0.25, -0.5, -1, -1.5, -2, -3],
  'one helps by 1': [0, 1, 0, 0, 0, -1, -1],
};

/** Races over drawn scores: parts of fold × variant and of seed, unequal spreads in the last rows. */
export function drawnRaceTable(replays: number): Table {
  const cases = Object.entries(means).flatMap(([name, own]) =>
    [
      { seedShare: 0.5, isUneven: false },
      { seedShare: 0.9, isUneven: false },
      { seedShare: 0.5, isUneven: true },
    ].map((spread) => ({ name, own, ...spread })),
  );
  return {
    title: `Races over drawn scores, 7 variants × 5 folds, of ${replays} studies (%)`,
    columns,
    rows: cases.flatMap(({ name, own, seedShare, isUneven }) =>
      [1, 3].map((seeds) => {
        const random = randomStream('race', name, seedShare, String(isUneven), seeds);
        const studies = Array.from({ length: replays }, () =>
          own.map((mean) => {
            const scale = Math.SQRT1_2 * (isUneven ? Math.exp(0.5 * random.normal()) : 1);
            const ofFold = Array.from(
              { length: folds },
              () => Math.sqrt(1 - seedShare) * random.normal(),
            );
            return Array.from(
              { length: seeds * folds },
              (_, cell) =>
                mean +
                scale * ((ofFold[cell % folds] ?? 0) + Math.sqrt(seedShare) * random.normal()),
            );
          }),
        );
        const parts = `seed share ${seedShare}${isUneven ? ', unequal spreads' : ''}`;
        return rowOf(`${name}; ${parts}`, seeds, studies);
      }),
    ),
  };
}

function boundOf(studies: readonly RecordedStudy[], spreads: readonly (readonly number[])[]) {
  const saved = studies.map((study) => maxSaved(study, rule, spreads));
  return percent(saved.reduce((sum, share) => sum + share, 0) / saved.length);
}

function rowOf(name: string, seeds: number, studies: readonly RecordedStudy[]): string[] {
  const replays = studies.map((study) => replayRace(study, rule));
  const saved = replays.map((replay) => replay.saved).sort((a, b) => a - b);
  const same = replays.filter(({ isSameWinner }) => isSameWinner).length;
  return [
    name,
    String(seeds),
    String((studies[0]?.length ?? 0) * seeds * folds),
    percent(saved.reduce((sum, share) => sum + share, 0) / saved.length),
    `${percent(saved[0] ?? 0)}–${percent(saved.at(-1) ?? 0)}`,
    rateText(rateOf(same, replays.length)),
  ];
}
