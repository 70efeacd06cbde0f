import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scoresSchema, someScoresSchema } from './metrics.js';
import { ofEachScore, scoreNames, scoreRow, shownScores, type Scores } from './score-rows.js';

const today = ofEachScore<Scores>((name) => (scoreRow(name).range[0] + 1) / 2);

/** As documents had them whose data set was HAM10000 alone. */
function asStoredEarlier(scores: Scores): Record<string, number | null> {
  const { positiveRocAuc, positiveSensitivity, positiveRecall, positiveSpecificity, ...rest } =
    scores;
  expect([positiveRecall, positiveSpecificity]).not.toContain(undefined);
  return { ...rest, malignantRocAuc: positiveRocAuc, malignantSensitivity: positiveSensitivity };
}

describe('the schema of scores', () => {
  it('reads what was stored under earlier names, once and for all documents', () => {
    expect(scoresSchema.parse(asStoredEarlier(today))).toEqual({
      ...today,
      positiveRecall: null,
      positiveSpecificity: null,
    });
    expect(scoresSchema.parse(today)).toEqual(today);
    // A score that came later is null in a document of before, whatever its names.
    const { positiveRecall, ...before } = today;
    expect(positiveRecall).not.toBeNull();
    expect(scoresSchema.parse(before)).toEqual({ ...before, positiveRecall: null });
    expect(someScoresSchema.parse({ malignantRocAuc: 0.1, nll: 2 })).toEqual({
      positiveRocAuc: 0.1,
      nll: 2,
    });
  });

  it('refuses scores that are missing, unknown or out of range', () => {
    const { accuracy, ...others } = today;
    expect(accuracy).toBeDefined();
    expect(scoresSchema.safeParse(others).success).toBe(false);
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
