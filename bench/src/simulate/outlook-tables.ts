import { compareCells, intervalOfMean, powerAt, prospectsOf, verdictOf } from '@crossfold/model';
import { randomStream } from '@crossfold/random';
import { seedShareRows } from './component-tables.js';
import { drawStudy, type Parts } from './component-studies.js';
import { percent, rateOf, rateText, type Table } from './tally.js';

const folds = 5;
const testToTrain = 1 / (folds - 1);
const rule = { level: 0.05, margin: 0.25, chance: 0.8 };
/** As reports have it: with a smaller chance they say "none". */
const minChance = 0.02;
const [maxRepeats, maxSeeds] = [50, 100];
/** True differences, in standard deviations of a cell. */
const truths = [0, 0.5, 1];

/** How often "none up to …" and a number that was stated turned out right, in studies that grew. */
export function outlookTable(studies: number): Table {
  const cases = seedShareRows(folds).flatMap((parts) =>
    truths.flatMap((truth) =>
      [1, 3].map((seeds) => ({
        name: `${parts.name}; ${truth}`,
        seeds: String(seeds),
        told: askStudies(parts, truth, seeds, studies),
      })),
    ),
  );
  const all = ['all of these', '', ...textsOf(sumOf(cases.map(({ told }) => told)))];
  return {
    title: `What would decide, of ${studies} studies with 5 folds (%; margin ±0.25 standard deviations of a cell)`,
    columns: [
      ...['parts; difference', 'seeds', 'not decided', 'told none of seeds', 'of these decided'],
      ...['told none of repeats', 'of these decided', 'told a number', 'of these decided'],
    ],
    rows: [...cases.map(({ told, ...one }) => [one.name, one.seeds, ...textsOf(told)]), all],
  };
}

/** Of studies: how many were told something, and how many of these were decided when they grew. */
interface Told {
  readonly studies: number;
  readonly undecided: number;
  readonly noneOfSeeds: readonly [number, number];
  readonly noneOfRepeats: readonly [number, number];
  readonly number: readonly [number, number];
}

function askStudies(parts: Parts, truth: number, seeds: number, studies: number): Told {
  const random = randomStream('outlook', parts.name, truth, seeds);
  const [none, number] = [{ seeds: [0, 0], repeats: [0, 0] }, [0, 0]];
  let undecided = 0;
  for (let study = 0; study < studies; study++) {
    // One plan that could grow: every repeat has folds of its own and shares the common part.
    const units = drawStudy(parts, folds * maxRepeats, maxSeeds, random).map((row) =>
      row.map((value) => value + truth),
    );
    const look = (repeats: number, count: number) =>
      verdictOn(units.slice(0, folds * repeats).map((row) => row.slice(0, count)));
    const { verdict, comparison } = look(1, seeds);
    if (verdict !== 'undecided') continue;
    undecided += 1;
    const plan = { repeats: 1, seeds, maxRepeats, maxSeeds };
    const prospects = prospectsOf(comparison, plan, rule);
    const grown = {
      seeds: (count: number) => look(1, count).verdict !== 'undecided',
      repeats: (count: number) => look(count, seeds).verdict !== 'undecided',
    };
    for (const more of ['repeats', 'seeds'] as const) {
      const { count, chanceAtMost, most } = prospects[more];
      if (count !== null) add(number, grown[more](count));
      else if (chanceAtMost < minChance) add(none[more], grown[more](most));
    }
  }
  return {
    studies,
    undecided,
    noneOfSeeds: pairOf(none.seeds),
    noneOfRepeats: pairOf(none.repeats),
    number: pairOf(number),
  };
}

function sumOf(all: readonly Told[]): Told {
  const total = (count: (told: Told) => number) => all.reduce((sum, told) => sum + count(told), 0);
  const pair = (name: 'noneOfSeeds' | 'noneOfRepeats' | 'number') =>
    [total((told) => told[name][0]), total((told) => told[name][1])] as const;
  return {
    studies: total(({ studies }) => studies),
    undecided: total(({ undecided }) => undecided),
    noneOfSeeds: pair('noneOfSeeds'),
    noneOfRepeats: pair('noneOfRepeats'),
    number: pair('number'),
  };
}

function textsOf({ studies, undecided, ...told }: Told): string[] {
  return [
    percent(undecided / studies),
    ...[told.noneOfSeeds, told.noneOfRepeats, told.number].flatMap(([all, decided]) => [
      percent(all / studies),
      all === 0 ? '–' : rateText(rateOf(decided, all)),
    ]),
  ];
}

function pairOf([all = 0, decided = 0]: readonly number[]): [number, number] {
  return [all, decided];
}

function add(counts: number[], isDecided: boolean): void {
  counts[0] = (counts[0] ?? 0) + 1;
  counts[1] = (counts[1] ?? 0) + Number(isDecided);
}

function verdictOn(differences: readonly (readonly number[])[]) {
  const cells = differences.flatMap((row, unit) => row.map((difference) => ({ unit, difference })));
  const comparison = compareCells(cells, testToTrain);
  if (!comparison) throw new RangeError('expected at least two folds');
  const { mean, standardError, test } = comparison;
  const interval = intervalOfMean({ mean, standardError, df: test.df }, rule.level);
  return { comparison, verdict: verdictOf(mean, test.p < rule.level, interval, rule.margin) };
}

/** Power as reports state it, for a difference that is chosen, beside the share that was found. */
export function statedPowerTable(studies: number): Table {
  return {
    title: `Stated and true power, of ${studies} studies with 5 folds (%)`,
    columns: ['parts; difference', 'seeds', 'stated, mean', 'found'],
    rows: seedShareRows(folds).flatMap((parts) =>
      truths.flatMap((truth) =>
        [1, 3, 10].map((seeds) => {
          const random = randomStream('power', parts.name, truth, seeds);
          let [stated, found] = [0, 0];
          for (let study = 0; study < studies; study++) {
            const rows = drawStudy(parts, folds, seeds, random);
            const { comparison } = verdictOn(rows.map((row) => row.map((d) => d + truth)));
            const { standardError, test } = comparison;
            stated += powerAt(truth, { standardError, df: test.df }, rule.level);
            found += Number(test.p < rule.level);
          }
          return [
            `${parts.name}; ${truth}`,
            String(seeds),
            ...[stated / studies, found / studies].map(percent),
          ];
        }),
      ),
    ),
  };
}
