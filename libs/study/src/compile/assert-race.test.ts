import { describe, expect, it } from 'vitest';
import { studyOf } from '../progress/stored-study.fixture.js';

const arm = (name: string, dropout: number) => ({ name, overrides: { model: { dropout } } });
const arms = { explicit: [arm('more', 0.7), arm('less', 0.2)] };

describe('racing', () => {
  it('is off by default, and has defaults', () => {
    expect(studyOf('plain', { arms })).not.toHaveProperty('racing');
    expect(studyOf('raced', { arms, seeds: [1, 2], racing: {} }).racing).toEqual({
      keep: 1,
      confidence: 0.95,
      minCells: 2,
      nullArms: false,
    });
  });

  it.each([
    [
      { arms, racing: {} },
      'racing.minCells: expected fewer than the 2 cells of each variant, got 2',
    ],
    [{ racing: { minCells: 2 }, seeds: [1, 2] }, 'racing: expected an arm that may be dropped'],
    [
      { arms: { explicit: [{ name: 'again', null: true as const }] }, racing: {}, seeds: [1, 2] },
      'racing: expected an arm that may be dropped',
    ],
    [
      { arms, racing: { keep: 3 }, seeds: [1, 2] },
      'racing.keep: expected fewer than the 3 variants',
    ],
    [{ arms, racing: { minCell: 2 } as object }, 'did you mean "minCells"?'],
  ])('refuses what could drop nothing: %j', (changes, message) => {
    expect(() => studyOf('refused', changes)).toThrow(message);
  });
});
