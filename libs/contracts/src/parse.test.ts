import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from './errors.js';
import { parseWith } from './parse.js';
import { studySpecSchema } from './study/study-spec.js';

function problemsOf(value: unknown): readonly string[] {
  try {
    parseWith(studySpecSchema, value, 'SPEC_INVALID', 'study.yaml');
  } catch (error) {
    if (error instanceof AppError) return error.problems;
    throw error;
  }
  return [];
}

describe('parseWith', () => {
  it('fills every default of a study file', () => {
    const spec = parseWith(
      studySpecSchema,
      { name: 'a', dataset: 'b' },
      'SPEC_INVALID',
      'study.yaml',
    );
    expect(spec.folds).toBe(5);
    expect(spec.baseline.loss.classWeights).toBe('balanced');
    expect(spec.ensemble?.testTimeAugmentation).toBe('dihedral8');
  });

  it('names the nearest known key, however deep the unknown one lies', () => {
    expect(problemsOf({ name: 'a', dataset: 'b', fold: 3 })).toEqual([
      '(top level): unknown key "fold"; did you mean "folds"?',
    ]);
    expect(problemsOf({ name: 'a', dataset: 'b', baseline: { model: { dropuot: 0.5 } } })).toEqual([
      'baseline.model: unknown key "dropuot"; did you mean "dropout"?',
    ]);
    expect(
      problemsOf({
        name: 'a',
        dataset: 'b',
        baseline: { model: { weights: { from: 'file', path: 'x', sha: '0' } } },
      }),
    ).toEqual(['baseline.model.weights: unknown key "sha"; did you mean "sha256"?']);
  });

  it('lists the known keys when none is near', () => {
    expect(problemsOf({ name: 'a', dataset: 'b', arms: { zzzzzzzz: 1 } })[0]).toContain(
      'known: leaveOneOut, explicit',
    );
  });

  it.each([
    [{ folds: 'three' }, 'folds: expected a number, got "three"'],
    [{ folds: 2.5 }, 'folds: expected a whole number, got 2.5'],
    [{ folds: 1 }, 'folds: expected at least 2, got 1'],
    [{ testShare: 0.7 }, 'testShare: expected at most 0.5, got 0.7'],
    [{ seeds: 3 }, 'seeds: expected a list, got 3'],
    [{ seeds: [] }, 'seeds: expected at least 1 entry, got 0'],
    [{ arms: null }, 'arms: expected a group of "key: value" lines, got null'],
    [{ dataset: undefined }, 'dataset: expected text, it is missing'],
    [
      { protocol: 'group' },
      'protocol: expected one of grouped, dedup, image, got "group"; did you mean "grouped"?',
    ],
    [
      { baseline: { training: { optimiser: { name: 'adamW' } } } },
      'baseline.training.optimiser.name: expected one of adam, adamw, sgd, got "adamW"; did you mean "adamw"?',
    ],
    [
      { baseline: { training: { schedule: 'cosine' } } },
      'baseline.training.schedule: expected a group of "key: value" lines, got "cosine"',
    ],
  ])('says what was expected and what came: %j', (changes, problem) => {
    expect(problemsOf({ name: 'a', dataset: 'b', ...changes })).toEqual([problem]);
  });

  it('names no place for a value that has none', () => {
    expect(() => parseWith(z.int(), 'x', 'REQUEST_INVALID', '--seed')).toThrow(
      '--seed has 1 problem(s): expected a number, got "x"',
    );
  });

  it('reports all problems at once', () => {
    expect(problemsOf({ name: 'A b', folds: 1, seeds: [] })).toHaveLength(4);
  });
});
