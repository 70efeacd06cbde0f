import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scoresSchema, scoresSchemaOf } from './metrics.js';
import {
  ofEachScore,
  scoreNames,
  scoreRow,
  scoreRows,
  shownScores,
  type Scores,
} from './score-rows.js';

const today = ofEachScore<Scores>((name) => (scoreRow(name).range[0] + 1) / 2);

describe('the schema of scores', () => {
  it('demands no score that came after the first release', () => {
    const first = scoreNames.filter((name) => !scoreRow(name).isLater);
    // A new score does not belong here: its row says `isLater`.
    expect(first).toEqual([
      ...['balancedAccuracy', 'macroF1', 'accuracy', 'macroRocAuc', 'macroPrecision'],
      ...['macroRecall', 'top2', 'top3', 'ece', 'macroAveragePrecision', 'positiveRocAuc'],
      ...['positiveSensitivity', 'mcc', 'kappa', 'nll', 'brier'],
    ]);
    expect(scoresSchema.parse(today)).toEqual(today);
  });

  it('reads what was stored before a score was added, and what has one more', () => {
    const added = scoresSchemaOf({
      ...scoreRows,
      informedness: {
        title: 'informedness',
        unit: 'decimal',
        better: 'higher',
        range: [-1, 1],
        table: 'ranking',
        isLater: true,
        explanation: 'sensitivity and specificity less one',
      },
    });
    expect(added.parse(today)).toEqual({ ...today, informedness: null });
    const tomorrow = { ...today, informedness: 0.4 };
    expect(added.parse(tomorrow)).toEqual(tomorrow);
    expect(added.safeParse({ ...today, informedness: 2 }).success).toBe(false);
    expect(scoresSchema.parse(tomorrow)).toEqual(today);
  });

  it('refuses scores that are missing or out of range', () => {
    const { accuracy: _, ...others } = today;
    expect(scoresSchema.safeParse(others).success).toBe(false);
    expect(scoresSchema.safeParse({ ...today, brier: 2.1 }).success).toBe(false);
    expect(scoresSchema.safeParse({ ...today, accuracy: null }).success).toBe(false);
    expect(scoresSchema.safeParse({ ...today, positiveRocAuc: null }).success).toBe(true);
  });

  it('says of each score what its row says', () => {
    const document = z.toJSONSchema(scoresSchema);
    // A definition of its own once somebody has given it a name.
    const { properties } = (document.$defs?.['Scores'] ?? document) as {
      properties: Record<string, { description: string; minimum?: number }>;
    };
    expect(Object.keys(properties)).toEqual(scoreNames);
    expect(properties['kappa']).toMatchObject({ minimum: -1, maximum: 1 });
    for (const name of scoreNames) {
      expect(properties[name]?.description).toContain(scoreRow(name).explanation);
    }
  });
});

it('shows no score that says nothing of so few classes, or without a positive group', () => {
  const of = (classes: number, hasPositive: boolean) =>
    (['main', 'ranking'] as const).flatMap((table) => shownScores(table, { classes, hasPositive }));
  expect(of(2, true)).not.toContain('top2');
  expect(of(3, true)).toContain('top2');
  expect(of(3, true)).not.toContain('top3');
  expect(of(7, true)).toContain('positiveRecall');
  expect(of(7, false).filter((name) => name.startsWith('positive'))).toEqual([]);
  expect(of(7, true)).not.toContain('macroRecall');
});
