import type { Predictions, Report, ReportAppendix } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { sharedErrorTables } from '../render/shared-error-table.js';
import { sharedErrorTable } from '../tables/report-tables.js';
import { findSharedErrors } from './find-shared-errors.js';

const groups = new Map([
  ['a1', 'A'],
  ['a2', 'A'],
  ['b', 'B'],
  ['c', 'C'],
  ['p1', 'P'],
  ['p2', 'P'],
]);

/** Of three classes; the rows are [image, label, probabilities]. */
function cell(...rows: [string, number, [number, number, number]][]): Predictions {
  return {
    schemaVersion: 1,
    classes: ['x', 'y', 'z'],
    imageIds: rows.map(([imageId]) => imageId),
    labels: rows.map(([, label]) => label),
    probabilities: rows.map(([, , chances]) => chances),
  };
}

const cells = [
  cell(
    // One image of the lesion is right; the mean is not.
    ['a1', 0, [0.5, 0.4, 0.1]],
    ['a2', 0, [0.1, 0.8, 0.1]],
    ['b', 1, [0.7, 0.2, 0.1]],
  ),
  cell(['c', 2, [0, 0, 1]], ['p1', 0, [0, 1, 0]], ['p2', 1, [0, 1, 0]]),
  cell(
    ['a1', 0, [0.2, 0.2, 0.6]],
    ['a2', 0, [0.2, 0.2, 0.6]],
    // Another seed gets it right.
    ['b', 1, [0.3, 0.6, 0.1]],
  ),
  cell(['c', 2, [0, 0, 1]], ['p1', 0, [0.2, 0.8, 0]], ['p2', 1, [0, 1, 0]]),
];

describe('errors that all seeds share', () => {
  const found = findSharedErrors('full', cells, groups);

  it('are groups that no model which was held out from them answers rightly', () => {
    // The patient P has images of two classes, of which one is an error.
    expect(found).toMatchObject({ variant: 'full', cases: 5, cells: [2, 2] });
    expect(found?.rows).toEqual([
      {
        group: 'P',
        label: 'x',
        images: 1,
        cells: 2,
        answers: [{ class: 'y', cells: 2 }],
        answerProbability: 0.9,
        labelProbability: 0.1,
      },
      {
        group: 'A',
        label: 'x',
        images: 2,
        cells: 2,
        answers: [
          { class: 'y', cells: 1 },
          { class: 'z', cells: 1 },
        ],
        answerProbability: expect.closeTo(0.4, 12) as number,
        labelProbability: expect.closeTo(0.25, 12) as number,
      },
    ]);
    expect(findSharedErrors('full', [], groups)).toBeNull();
  });

  it('are shown bounded, and are all in the data table', async () => {
    const [row] = found?.rows ?? [];
    const many = Array.from({ length: 30 }, (_, i) => ({ ...row, group: `G${i}` }));
    const appendix = { studyId: 's', sharedErrors: { ...found, rows: many } };
    const report = { dataset: { group: null } } as unknown as Report;
    const [table] = sharedErrorTables(report, appendix as ReportAppendix);
    expect(table?.title).toContain('30 of 5');
    expect(table?.rows).toHaveLength(20);
    expect(table?.rows[0]).toEqual(['G0', 'x', 'y (2)', 1, 2, 0.9, 0.1]);
    expect(table?.notes.join(' ')).toContain('table "sharedErrors"');
    const rows = [];
    const data = sharedErrorTable(appendix as ReportAppendix);
    for await (const values of data.rows) rows.push(values);
    expect(rows).toHaveLength(30);
    expect(rows[0]).toEqual(['s', 'full', 'G0', 'x', 1, 2, 'y', 2, 0.9, 0.1]);
    expect(sharedErrorTable(null).columns).toEqual(data.columns);
  });
});
