import { compareCells, intervalOfMean, powerAt, prospectsOf, verdictOf } from '@crossfold/model';
import { randomStream } from '@crossfold/random';
import { seedShareRows } from './component-tables.js';
import { drawStudy, type Parts } from './component-studies.js';
import { percent, rateOf, rateText, type Table } from './tally.js';

const folds = 5;
const testToTrain = 1 / (folds - 1);
const rule = { level: 0.05, margin: 0.25, chance: 0.8 };
const [mostRepeats, mostSeeds] = [50, 100];
/** True differences, in standard deviations of a cell. */
const truths = [0, 0.5, 1];

/** How often "none up to …" and a number that was stated turned out right, in studies that grew. */
export function outlookTable(studies: number): Table {
  return {
    title: `What would decide, of ${studies} studies with 5 folds (%; margin ±0.25 standard deviations of a cell)`,
    columns: [
      ...['parts; difference', 'seeds', 'not decided', 'told none of seeds', 'of these decided'],
      ...['told none of repeats', 'of these decided', 'told a number', 'of these decided'],
    ],
    rows: seedShareRows(folds).flatMap((parts) =>
      truths.flatMap((truth) =>
        [1, 3].map((seeds) => [
          `${parts.name}; ${truth}`,
          String(seeds),
          ...outlookRow(parts, truth, seeds, studies),
        ]),
      ),
    ),
  };
}

function outlookRow(parts: Parts, truth: number, seeds: number, studies: number): string[] {
  const random = randomStream('outlook', parts.name, truth, seeds);
  const told = { none: { seeds: [0, 0], repeats: [0, 0] }, number: [0, 0] };
  let undecided = 0;
  for (let study = 0; study < studies; study++) {
    // One plan that could grow: every repeat has folds of its own and shares the common part.
    const units = drawStudy(parts, folds * mostRepeats, mostSeeds, random).map((row) =>
      row.map((value) => value + truth),
    );
    const look = (repeats: number, count: number) =>
      verdictOn(units.slice(0, folds * repeats).map((row) => row.slice(0, count)));
    const { verdict, comparison } = look(1, seeds);
    if (verdict !== 'undecided') continue;
    undecided += 1;
    const plan = { repeats: 1, seeds, mostRepeats, mostSeeds };
    const prospects = prospectsOf(comparison, plan, rule);
    const grown = {
      seeds: (count: number) => look(1, count).verdict !== 'undecided',
      repeats: (count: number) => look(count, seeds).verdict !== 'undecided',
    };
    for (const more of ['repeats', 'seeds'] as const) {
      const { count, chanceAtMost, most } = prospects[more];
      if (count !== null) add(told.number, grown[more](count));
      else if (chanceAtMost < 0.1) add(told.none[more], grown[more](most));
    }
  }
  return [
    percent(undecided / studies),
    ...[told.none.seeds, told.none.repeats, told.number].flatMap(([all = 0, decided = 0]) => [
      percent(all / studies),
      all === 0 ? '–' : rateText(rateOf(decided, all)),
    ]),
  ];
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
