import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scoresSchema } from './metrics.js';
import { ofEachScore, scoreNames, scoreRow, shownScores, type Scores } from './score-rows.js';

const today = ofEachScore<Scores>((name) => (scoreRow(name).range[0] + 1) / 2);

describe('the schema of scores', () => {
  // With another score, what holds scores is of another version: see `earlier-scores.ts`.
  it('is that of the versions in which scores are stored today', () => {
    expect(scoreNames).toEqual([
      ...['balancedAccuracy', 'macroF1', 'accuracy', 'macroRocAuc', 'macroPrecision'],
      ...['macroRecall', 'top2', 'top3', 'ece', 'macroAveragePrecision', 'positiveRocAuc'],
      ...['positiveSensitivity', 'positiveRecall', 'positiveSpecificity', 'mcc', 'kappa'],
      ...['nll', 'brier'],
    ]);
    expect(scoresSchema.parse(today)).toEqual(today);
  });

  it('refuses scores that are missing, unknown or out of range', () => {
    const { accuracy, positiveRecall, ...others } = today;
    expect(scoresSchema.safeParse({ ...others, positiveRecall }).success).toBe(false);
    expect(scoresSchema.safeParse({ ...others, accuracy }).success).toBe(false);
    expect(scoresSchema.safeParse({ ...today, other: 1 }).success).toBe(false);
    expect(scoresSchema.safeParse({ ...today, brier: 2.1 }).success).toBe(false);
    expect(scoresSchema.safeParse({ ...today, accuracy: null }).success).toBe(false);
    expect(scoresSchema.safeParse({ ...today, positiveRocAuc: null }).success).toBe(true);
  });

  it('says of each score what its row says', () => {
    const { properties } = z.toJSONSchema(scoresSchema) as {
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
