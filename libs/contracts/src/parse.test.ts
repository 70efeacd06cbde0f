import { describe, expect, it } from 'vitest';
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

  it('reports all problems at once', () => {
    expect(problemsOf({ name: 'A b', folds: 1, seeds: [] })).toHaveLength(4);
  });
});
