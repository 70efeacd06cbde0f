import { firstScheme, type Study } from '@crossfold/contracts';
import { evaluate } from '@crossfold/model';
import { describe, expect, it } from 'vitest';
import { receiptOf, studyOf } from '../progress/stored-study.fixture.js';
import { compareAcross, type ChosenVariant } from './compare-across.js';

const classes = [...firstScheme.classes];
const { scores, ...rest } = evaluate(
  {
    classes,
    imageIds: classes,
    labels: classes.map((_, c) => c),
    probabilities: classes.map((_, own) => classes.map((__, c) => (c === own ? 1 : 0))),
  },
  firstScheme.positive,
);

/** Balanced accuracy by fold and seed: `[[fold, seed, score], …]`. */
type Scored = readonly (readonly [fold: number, seed: number, balancedAccuracy: number])[];

function chosen(study: Study, scored: Scored): ChosenVariant {
  const variant = study.variants[0];
  if (!variant) throw new Error('no variant');
  const cells = scored.map(([fold, seed, balancedAccuracy]) => ({
    repeat: 0,
    fold,
    seed,
    receipt: receiptOf({
      studyId: study.studyId,
      trialId: `full.f${fold}.s${seed}`,
      variant: variant.name,
      repeat: 0,
      fold,
      seed,
      manifestSha256: study.dataset.manifestSha256,
      foldPlanSha256: study.foldPlan.sha256,
      predictions: { key: 'none', sha256: '0'.repeat(64) },
      images: { train: 30, validation: 5, test: 35 },
      evaluation: { ...rest, scores: { ...scores, balancedAccuracy } },
    }),
  }));
  return { study, variant, cells, planned: 4 };
}

const first = chosen(studyOf('first', { seeds: [1, 2] }), [
  [0, 1, 0.5],
  [0, 2, 0.6],
  [1, 1, 0.7],
  [1, 2, 0.8],
]);
const other = chosen(studyOf('other', { seeds: [1, 2], marginPoints: 3 }), [
  [0, 1, 0.6],
  [1, 1, 0.9],
  [1, 2, 0.9],
]);
const elsewhere = {
  ...studyOf('elsewhere'),
  foldPlan: { ...first.study.foldPlan, sha256: '9'.repeat(64) },
};
const unlike = chosen(elsewhere, [[0, 1, 0.9]]);

describe('variants of several studies', () => {
  it('are paired by cell, each fold counting once', () => {
    const { variants, folds, marginPoints } = compareAcross([first, other], {
      comparesUnlike: false,
    });
    const [of, beside] = variants;
    expect(of).toMatchObject({ studyId: 'first', comparison: null, unlike: [] });
    expect(beside?.comparison).toMatchObject({ pairs: 3, units: 2 });
    // Fold 0: 0.1; fold 1: the mean of 0.2 and 0.1.
    expect(beside?.comparison?.difference).toBeCloseTo(0.125, 12);
    const [low, high] = beside?.comparison?.interval ?? [];
    expect(low).toBeLessThan(0.125);
    expect(high).toBeGreaterThan(0.125);
    expect(beside?.comparison?.adjustedP).toBe(beside?.comparison?.p);
    expect(of?.scores?.balancedAccuracy.mean).toBeCloseTo(0.65, 12);
    expect(beside?.cells).toEqual({ succeeded: 3, planned: 4 });
    // One image of each class in each cell, all of them answered rightly.
    expect(beside?.confusion).toEqual({
      classes,
      matrix: classes.map((_, r) => classes.map((__, c) => (r === c ? 3 : 0))),
    });
    expect(beside?.place).toBeNull();
    expect(marginPoints).toBe(1);
    expect(folds.map(({ fold, values }) => [fold, ...values.map((v) => v?.toFixed(2))])).toEqual([
      [0, '0.55', '0.60'],
      [1, '0.75', '0.90'],
    ]);
  });

  it('are not compared over another fold plan, unless that is asked for', () => {
    const refused = compareAcross([first, unlike], { comparesUnlike: false }).variants[1];
    expect(refused).toMatchObject({ comparison: null });
    expect(refused?.unlike).toEqual([expect.stringContaining('999999999999')]);
    const compared = compareAcross([first, unlike], { comparesUnlike: true }).variants[1];
    expect(compared?.unlike).toHaveLength(1);
    // One fold has no spread.
    expect(compared?.comparison).toMatchObject({ pairs: 1, units: 1, interval: null, p: null });
  });

  it('differ in their settings by path', () => {
    const changed = studyOf('changed', {
      baseline: { model: { backbone: 'tiny', imageSizePx: 48, hiddenUnits: [] } },
    });
    const { configuration } = compareAcross([first, chosen(changed, [])], {
      comparesUnlike: false,
    });
    expect(configuration.baseline).toBe('first/full');
    expect(configuration.arms).toEqual([
      {
        name: 'changed/full',
        differences: [{ path: 'model.imageSizePx', baseline: '32', arm: '48' }],
      },
    ]);
  });
});
