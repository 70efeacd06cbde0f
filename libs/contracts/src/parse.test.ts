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

  it('says where a key belongs that another choice has', () => {
    const weights = (value: object) =>
      problemsOf({ name: 'a', dataset: 'b', baseline: { model: { weights: value } } });
    expect(weights({ from: 'imagenet', path: '/a.h5' })).toEqual([
      'baseline.model.weights: unknown key "path"; it goes with from: file, not imagenet',
    ]);
    expect(weights({ from: 'file', path: '/a.h5', sha: '0' })).toEqual([
      'baseline.model.weights: unknown key "sha"; did you mean "sha256"?',
    ]);
    const training = { optimiser: { name: 'sgd', beta1: 0.5 } };
    expect(problemsOf({ name: 'a', dataset: 'b', baseline: { training } })).toEqual([
      'baseline.training.optimiser: unknown key "beta1"; it goes with name: adam or name: adamw, not sgd',
    ]);
  });

  it('lists the known keys when none is near', () => {
    expect(problemsOf({ name: 'a', dataset: 'b', arms: { zzzzzzzz: 1 } })[0]).toContain(
      'known: leaveOneOut, addOneIn, pairwise, fullFactorial, grid, random, explicit',
    );
  });

  it.each([
    [{ folds: 'three' }, 'folds: expected a number, got "three"'],
    [{ folds: 2.5 }, 'folds: expected a whole number, got 2.5'],
    [{ folds: 1 }, 'folds: expected at least 2, got 1'],
    [{ testShare: 0.2 }, '(top level): unknown key "testShare"; did you mean "sealedShare"?'],
    [{ sealedShare: 0.7 }, 'sealedShare: expected at most 0.5, got 0.7'],
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

  it('describes a hundred problems and counts the others', () => {
    const keys = Array.from({ length: 5000 }, (_, index) => [`key${index}`, 1]);
    const problems = problemsOf({ name: 'a', dataset: 'b', ...Object.fromEntries(keys) });
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toBe('and 4900 more');
    const arms = Array.from({ length: 300 }, () => ({ name: 'A b', overrides: {} }));
    const listed = problemsOf({ name: 'a', dataset: 'b', arms: { explicit: arms } });
    expect(listed).toHaveLength(101);
    expect(listed.at(-1)).toBe('and 200 more');
  });

  it('shows the beginning of long keys and values, without a word that they could mean', () => {
    const long = 'dropout'.repeat(100_000);
    const problems = problemsOf({ name: [long], dataset: 'b', protocol: long, [long]: 1 });
    expect(problems).toHaveLength(3);
    for (const problem of problems) {
      expect(problem.length).toBeLessThan(600);
      expect(problem).not.toContain('did you mean');
    }
  });

  it('shows a value of many parts, or of many levels, as far as its beginning', () => {
    const wide = Array.from({ length: 100_000 }, () => ({ a: [1, 2, 3] }));
    expect(problemsOf({ name: wide, dataset: 'b' })[0]).toMatch(
      /^name: expected text, got \[\{"a":\[1,2,3\]\},\{.{1,60}…$/,
    );
    let deep: unknown = 1;
    for (let level = 0; level < 90; level++) deep = [deep];
    expect(problemsOf({ name: deep, dataset: 'b' })[0]).toBe(
      `name: expected text, got ${'['.repeat(60)}…`,
    );
  });

  it('finds what is there twice among many', () => {
    const seeds = Array.from({ length: 300_000 }, (_, index) => index);
    expect(problemsOf({ name: 'a', dataset: 'b', seeds })).toEqual([
      'seeds: expected at most 100 entries, got 300000',
    ]);
  });

  it('reports all problems at once', () => {
    expect(problemsOf({ name: 'A b', folds: 1, seeds: [] })).toHaveLength(4);
  });
});
