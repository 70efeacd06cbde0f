import { expect, it } from 'vitest';
import type { RaceDecision, Report } from '@crossfold/contracts';
import { raceTable } from '../tables/report-tables.js';
import { raceTables } from './race-table.js';

const decision: RaceDecision = {
  schemaVersion: 1,
  studyId: 's',
  number: 1,
  edition: 1,
  decidedAt: '2026-11-30T00:00:00.000Z',
  cells: 3,
  plannedCells: 10,
  racers: 3,
  threshold: 0.0036,
  racing: [
    { variant: 'full', mean: 0.8 },
    { variant: 'far', mean: 0.4 },
  ],
  drops: [
    {
      variant: 'far',
      leads: [{ rival: 'full', difference: 0.4, standardError: 0.02, df: 4, p: 0.0001 }],
      trialIds: ['far.f0.s2', 'far.f1.s2'],
    },
  ],
};
const config = { keep: 1, confidence: 0.95, minCells: 3, nullArms: false };
const rowsOf = (revived: string[]) =>
  raceTables({ race: { config, decisions: [decision], revived } } as unknown as Report)[0]?.rows;

it('tells who left when, by which numbers, and what was not run', () => {
  const numbers = [1, '3 of 10', 0.4, 'full', 0.8, -0.4, 0.0001, 0.0036];
  expect(rowsOf([])).toEqual([['far', ...numbers, 'far.f0.s2, far.f1.s2']]);
  expect(rowsOf(['far.f0.s2'])).toEqual([['far', ...numbers, 'far.f1.s2; 1 revived']]);
});

it('has the same columns for data frames, whether or not anybody left', async () => {
  const race = { config, decisions: [decision], revived: ['far.f0.s2'] };
  const table = raceTable({ studyId: 's', race } as unknown as Report);
  const rows: unknown[][] = [];
  for await (const row of table.rows) rows.push([...row]);
  expect(rows).toEqual([
    [
      ...['s', 'far', 1, decision.decidedAt, 3, 10, 'full', 0.4, 0.02, 4, 0.0001, 0.0036],
      ...[2, 'far.f0.s2 far.f1.s2', 1],
    ],
  ]);
  expect(table.columns).toHaveLength(rows[0]?.length ?? 0);
  expect(raceTable({ studyId: 's', race: null } as Report).columns).toEqual(table.columns);
});

it('names a dozen cells, and says where all of them are', () => {
  const trialIds = Array.from({ length: 14 }, (_, i) => `far.f${i}.s2`);
  const drops = decision.drops.map((drop) => ({ ...drop, trialIds }));
  const race = { config, decisions: [{ ...decision, drops }], revived: [] };
  const [table] = raceTables({ race } as unknown as Report);
  expect(table?.rows[0]?.at(-1)).toMatch(/, far\.f11\.s2 and 2 more$/);
  expect(table?.notes.at(-1)).toContain('table "race" of the data tables');
});

it('is not there where nothing races', () => {
  expect(raceTables({ race: null } as Report)).toEqual([]);
});
