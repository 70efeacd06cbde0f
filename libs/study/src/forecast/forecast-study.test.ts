import { firstScheme, type FoldPlan, type Study, type StudySpecInput } from '@crossfold/contracts';
import { assertTrainable } from '@crossfold/model';
import { describe, expect, it } from 'vitest';
import { compileStudy, parseStudySpec } from '../compile/compile-study.js';
import { assertSomeSame, countSameTrials, findReusable } from '../compile/same-trials.js';
import { forecastStudy } from './forecast-study.js';
import { measurePaces } from './measure-paces.js';

/** 1,000 images in four folds: 250 tested, 75 of the rest for inner validation, 675 trained on. */
const foldPlan: FoldPlan = {
  schemaVersion: 3,
  ...firstScheme,
  manifestSha256: null,
  assignments: [],
  options: { protocol: 'grouped', folds: 4, seed: 0, sealedShare: 0 },
  leak: { leakedImages: 0, poolImages: 1000 },
};

const baseline = {
  model: { backbone: 'tiny', imageSizePx: 32, hiddenUnits: [] },
  training: {
    validationShare: 0.1,
    stages: [
      { name: 'head', trainable: 'head', epochs: 2, learningRate: 0.01 },
      { name: 'all', trainable: 'all', epochs: 8, learningRate: 0.01 },
    ],
  },
} satisfies StudySpecInput['baseline'];

function studyOf(changes: Partial<StudySpecInput>, studyId: string, plan = foldPlan): Study {
  const body = { name: 'study', dataset: 'drawn', folds: 4, ensemble: null, baseline, ...changes };
  return compileStudy(parseStudySpec(body, assertTrainable), body, {
    studyId,
    submittedAt: '2026-11-28T00:00:00.000Z',
    foldPlan: plan,
    dataset: {
      schemaVersion: 2,
      name: 'drawn',
      manifestSha256: 'a'.repeat(64),
      images: 1000,
      groups: 900,
      addedAt: '2026-11-28T00:00:00.000Z',
      earlier: [],
    } as never,
  });
}

/** Studies all of whose trials have a result. */
const reused = (...studies: readonly Study[]) => studies.map((study) => ({ study }));

const small = studyOf({ seeds: [1] }, 'small');
const wide = studyOf({ seeds: [1, 2], arms: { leaveOneOut: ['dropout'] } }, 'wide');

const images = { train: 675, validation: 75, test: 250 };
const unknown = { images, findPace: () => null };

describe('a forecast', () => {
  it('counts what would be trained, and what is there', () => {
    const forecast = forecastStudy(wide, [{ study: small }], unknown);
    expect(forecast).toMatchObject({
      trials: 16,
      same: 4,
      images: { train: 675, validation: 75, test: 250 },
      slotSeconds: null,
    });
    expect(forecast.variants.map(({ name, trials, epochsAtMost }) => [name, trials, epochsAtMost]))
      // The four cells of the first seed are those of the small study.
      .toEqual([
        ['full', 4, 10],
        ['no-dropout', 8, 10],
      ]);
  });

  it('trains variants that differ in their views alone once, and knows them in other studies', () => {
    const viewed = studyOf(
      {
        seeds: [1],
        baseline: { ...baseline, evaluation: { testTimeAugmentation: 'dihedral8' } },
        arms: { leaveOneOut: ['tta', 'dropout'] },
      },
      'viewed',
    );
    const told = (others: readonly Study[]) => {
      const { trials, same, weightsTaken, variants } = forecastStudy(
        viewed,
        reused(...others),
        unknown,
      );
      return [trials, same, weightsTaken, variants.map((variant) => variant.trials)];
    };
    expect(told([])).toEqual([12, 0, 4, [4, 0, 4]]);
    // The arm without views is the baseline of the other study, whose weights the baseline here takes.
    expect(told([small])).toEqual([12, 4, 4, [0, 0, 4]]);
    expect(() => {
      assertSomeSame(studyOf({ ...(viewed.spec as object), arms: {} }, 'alone'), reused(small));
    }).not.toThrow();
  });

  it('says what a race can leave out at most', () => {
    const arms: StudySpecInput['arms'] = { leaveOneOut: ['dropout', 'gap', 'focal'] };
    const saved = (changes: object) =>
      forecastStudy(studyOf({ arms, seeds: [1, 2], ...changes }, 'raced'), [], unknown)
        .raceSavesAtMost;
    expect(saved({})).toBeNull();
    // Three arms of eight cells each; the first look is at two.
    expect(saved({ racing: {} })).toBe(3 * 6);
    expect(saved({ racing: { minCells: 5, keep: 2 } })).toBe(2 * 3);
  });

  it('tells what each arm changes of the baseline, and which arms are none', () => {
    const grid = { 'training.batchSize': [16, 32] };
    const { variants, duplicates } = forecastStudy(
      studyOf({ arms: { grid } }, 'grid'),
      [],
      unknown,
    );
    expect(variants.map(({ name, differences }) => [name, differences])).toEqual([
      ['full', []],
      ['batch-size-16', [{ path: 'training.batchSize', baseline: '32', arm: '16' }]],
    ]);
    expect(duplicates).toEqual([{ name: 'batch-size-32', sameAs: 'full' }]);
  });

  it('takes the time of an image from trials of the same configuration, or else network', () => {
    // 2 trials of 10 epochs and 1 of 5: 16,875 images in 33.75 s, 2 ms each.
    const trained = [10, 10, 5].map((epochs) => ({
      variant: 'full',
      epochs,
      seconds: epochs * 675 * 0.002,
    }));
    const findPace = measurePaces([{ study: small, trained }]);
    const { variants, slotSeconds } = forecastStudy(wide, [{ study: small }], { images, findPace });
    expect(variants.map(({ basis }) => basis)).toEqual([
      { alike: 'configuration', trials: 3 },
      { alike: 'network', trials: 3 },
    ]);
    for (const { secondsPerTrial } of variants) expect(secondsPerTrial).toBeCloseTo(13.5, 9);
    expect(slotSeconds).toBeCloseTo(12 * 13.5, 9);

    const other = { ...baseline, model: { ...baseline.model, imageSizePx: 64 } };
    const larger = forecastStudy(studyOf({ baseline: other }, 'larger'), [], { images, findPace });
    expect(larger).toMatchObject({ slotSeconds: null, variants: [{ basis: null }] });
  });

  it('needs no time for what is all there', () => {
    const again = studyOf({ seeds: [1] }, 'again');
    expect(forecastStudy(again, [{ study: small }], unknown)).toMatchObject({
      trials: 4,
      same: 4,
      slotSeconds: 0,
    });
  });

  it('counts what the ensemble predicts, each view once', () => {
    const sealedPart = { images: 10, planImages: 100 };
    const ensemble: NonNullable<typeof small.ensemble> = {
      variant: 'full',
      partners: [],
      testTimeAugmentation: 'dihedral8',
      views: ['none', 'dihedral8', 'tenCrop'],
      combination: 'mean',
      selection: { metric: 'nll', rounds: 50, sortedStart: 1, bags: 0, bagShare: 0.5 },
    };
    const { sealed } = forecastStudy({ ...small, sealedPart, ensemble }, [], unknown);
    expect(sealed).toEqual({ images: 10, models: 4, views: 18, bytes: 4 * 3 * 10 * 7 * 4 });
    const one = { ...small, sealedPart, ensemble: { ...ensemble, views: [] } };
    expect(forecastStudy(one, [], unknown).sealed).toMatchObject({ views: 8, bytes: 0 });
    expect(forecastStudy({ ...small, ensemble: null }, [], unknown).sealed).toBeNull();
  });

  it('knows the disk space of weights and checkpoints', () => {
    const { variants, weightsBytes, checkpointBytes } = forecastStudy(small, [], unknown);
    const parameters = variants[0]?.parameters ?? 0;
    expect(parameters).toBeGreaterThan(0);
    expect(weightsBytes).toBe(4 * 4 * parameters);
    // Adam keeps two numbers for each; two checkpoints, each with that of its best epoch.
    expect(checkpointBytes).toBe(2 * 2 * 3 * 4 * parameters);
    const sgd = { ...baseline.training, optimiser: { name: 'sgd' as const, momentum: 0 } };
    const plain = studyOf({ seeds: [1], baseline: { ...baseline, training: sgd } }, 'plain');
    // A velocity is kept even where momentum is 0.
    expect(forecastStudy(plain, [], unknown).checkpointBytes).toBe(2 * 2 * 2 * 4 * parameters);
    const averaged = { ...baseline.training, emaDecay: 0.9 };
    const ema = studyOf({ seeds: [1], baseline: { ...baseline, training: averaged } }, 'ema');
    expect(forecastStudy(ema, [], unknown).checkpointBytes).toBe(2 * 2 * 4 * 4 * parameters);
  });

  it('tells the same time for an image whatever the folds and repeats', () => {
    const repeated: FoldPlan = {
      ...foldPlan,
      options: { ...foldPlan.options, folds: 2, repeats: 2 },
      leak: { leakedImages: 0, poolImages: 2000 },
    };
    const study = studyOf({ seeds: [1], folds: 2, repeats: 2 }, 'repeated', repeated);
    // 450 images in each epoch, 675 in those of the other one.
    const trained = [{ variant: 'full', epochs: 10, seconds: 4500 * 0.002 }];
    const findPace = measurePaces([{ study, trained }]);
    const { variants } = forecastStudy(small, [], { images, findPace });
    expect(variants[0]?.secondsPerTrial).toBeCloseTo(6750 * 0.002, 9);
  });
});

describe('trials that are the same in two studies', () => {
  it('are counted by what they are, not by their names', () => {
    const renamed = studyOf({ seeds: [1], baseline: { ...baseline, name: 'base' } }, 'renamed');
    expect(countSameTrials(renamed, reused(small))).toBe(4);
    expect(countSameTrials(small, reused(renamed, wide))).toBe(4);
    expect(countSameTrials(wide, reused(small, renamed))).toBe(4);
  });

  it('are looked for in all studies that have results of them, then in those that are to have some', () => {
    const finished = (study: Study, ...trialIds: readonly string[]) => {
      const state = (trialId: string) =>
        trialIds.includes(trialId) ? ('succeeded' as const) : ('queued' as const);
      return { study, trials: { get: (trialId: string) => ({ state: state(trialId) }) } };
    };
    const other = studyOf({ seeds: [9] }, 'other-seeds');
    const begun = finished(studyOf({ seeds: [1] }, 'begun'));
    const paused = {
      study: studyOf({ seeds: [1] }, 'paused'),
      trials: { get: () => ({ state: 'paused' as const }) },
    };
    const half = finished(studyOf({ seeds: [1] }, 'half'), 'full.f0.s1', 'full.f1.s1');
    const known = [
      finished(wide, 'full.f0.s1'),
      ...reused(other),
      begun,
      paused,
      half,
      ...reused(small),
    ];
    const found = findReusable(wide, known);
    expect(found.map(({ study }) => study.studyId)).toEqual(['half', 'small', 'begun']);
    expect(countSameTrials(wide, [half])).toBe(2);
    expect(countSameTrials(wide, [begun])).toBe(0);
    const many = Array.from({ length: 60 }, (_, i) => ({ ...small, studyId: `small-${i}` }));
    expect(findReusable(wide, reused(...many))).toHaveLength(50);
  });

  it('are missed with the reason', () => {
    const seeds = studyOf({ seeds: [3] }, 'seeds');
    const config = studyOf({ seeds: [1], baseline: {} }, 'config');
    expect(() => {
      assertSomeSame(small, reused(wide, seeds));
    }).toThrow('no trial of seeds is one of this study: its seeds are others: 3');
    expect(() => {
      assertSomeSame(small, reused(config));
    }).toThrow('no variant of it has a configuration of this one');
    expect(() => {
      assertSomeSame(wide, reused(small));
    }).not.toThrow();
  });

  it('are others where their bits are, by another number of threads', () => {
    const earlier = studyOf({}, 'earlier');
    expect(earlier.threads).toBe(1);
    Reflect.deleteProperty(earlier, 'threads');
    expect(() => {
      assertSomeSame(studyOf({ threads: 4 }, 'more'), reused(small));
    }).toThrow('its trials have 1 thread(s), not 4');
    expect(() => {
      assertSomeSame(small, reused(earlier));
    }).toThrow('how many threads its trials had is not known');
  });
});
