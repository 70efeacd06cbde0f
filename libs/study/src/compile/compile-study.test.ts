import {
  firstScheme,
  AppError,
  trainingSeed,
  type FoldPlan,
  type Variant,
} from '@crossfold/contracts';
import { assertTrainable } from '@crossfold/model';
import { describe, expect, it } from 'vitest';
import { compileStudy, parseStudySpec } from './compile-study.js';

const minimal = { name: 'study', dataset: 'drawn' };
const parse = (changes: object) => parseStudySpec({ ...minimal, ...changes }, assertTrainable);

const cell = { trialId: 'full.f0.s1', variant: 'full', repeat: 0, fold: 0, seed: 1 };

function problemOf(changes: object): string {
  try {
    parse(changes);
  } catch (error) {
    if (error instanceof AppError) return error.problems.join('; ') || error.message;
    throw error;
  }
  return '';
}

describe('parseStudySpec', () => {
  it('tells what is wrong in several ways at once', () => {
    const explicit = [
      { name: 'odd', overrides: { model: { dropuot: 1 } } },
      { name: 'large', overrides: { loss: { name: 'cross-entropy' } } },
    ];
    const arms = { leaveOneOut: ['classWeights'], explicit };
    const baseline = { loss: { classWeights: 'none' } };
    const problem = problemOf({ fold: 3, baseline, arms, ensemble: { variant: 'larg' } });
    expect(problem).toContain('unknown key "fold"; did you mean "folds"?');
    expect(problem).toContain('the baseline has no classWeights to leave out');
    expect(problem).toContain('(odd): model: unknown key "dropuot"; did you mean "dropout"?');
    expect(problem).toContain('ensemble.variant: expected one of');
    expect(problem).toContain('did you mean "large"?');
  });

  it('tells two problems of networks and of the split at once', () => {
    const weights = { from: 'file', path: 'relative.h5' };
    const problem = problemOf({ protocol: 'image', baseline: { model: { weights } } });
    expect(problem).toContain('acknowledgeLeakage: true');
    expect(problem).toContain('expected an absolute path, got "relative.h5"');
  });

  it('makes an arm for each component that is left out', () => {
    const { variants } = parse({ arms: { leaveOneOut: ['fc', 'classWeights', 'augmentation'] } });
    expect(variants.map(({ name }) => name)).toEqual([
      'full',
      'no-fc',
      'no-class-weights',
      'no-augmentation',
    ]);
    expect(variants[1]?.config.model.hiddenUnits).toEqual([]);
    expect(variants[2]?.config.loss.classWeights).toBe('none');
    expect(variants[3]?.config.augmentation).toBeNull();
  });

  it('changes nothing else in an arm', () => {
    const baseline = { model: { backbone: 'tiny', imageSizePx: 32 }, loss: { gamma: 1 } };
    const { variants } = parse({ baseline, arms: { leaveOneOut: ['dropout'] } });
    const [full, arm] = variants;
    const expected = { ...full?.config, model: { ...full?.config.model, dropout: 0 } };
    expect(arm?.config).toEqual(expected);
  });

  it('lays the overrides of an explicit arm over the baseline', () => {
    const explicit = [{ name: 'small', overrides: { model: { imageSizePx: 96 } } }];
    const { variants } = parse({ baseline: { model: { dropout: 0.3 } }, arms: { explicit } });
    expect(variants[1]?.config.model).toMatchObject({ imageSizePx: 96, dropout: 0.3 });
  });

  it('lets an arm name another loss than the baseline, without the options of the other', () => {
    const baseline = { loss: { name: 'focal', gamma: 1, labelSmoothing: 0.1 } };
    const explicit = [{ name: 'noisy', overrides: { loss: { name: 'gce' } } }];
    const { variants } = parse({ baseline, arms: { leaveOneOut: ['focal'], explicit } });
    const shared = { classWeights: 'balanced', effectiveNumberBeta: 0.999, reduction: 'batchMean' };
    expect(variants[1]?.config.loss).toEqual({
      ...shared,
      name: 'crossEntropy',
      labelSmoothing: 0.1,
      logitAdjustment: 0,
    });
    expect(variants[2]?.config.loss).toEqual({ ...shared, name: 'gce', q: 0.7 });
  });

  it('compiles a file with the options of losses as they were named before to the same study', () => {
    const arms = {
      leaveOneOut: ['focal'],
      explicit: [{ name: 'margins', overrides: { loss: { name: 'ldam' } } }],
    };
    const earlier = { baseline: { loss: { focalGamma: 1, ldamMaxMargin: 3 } }, arms };
    const explicit = [{ name: 'margins', overrides: { loss: { name: 'ldam', maxMargin: 3 } } }];
    const today = { baseline: { loss: { gamma: 1 } }, arms: { ...arms, explicit } };
    expect(parse(earlier).variants).toEqual(parse(today).variants);
  });

  it('gives the baseline other seeds in a null arm, of each its own', () => {
    const explicit = ['a', 'b'].map((name) => ({ name, null: true }));
    const [full, ...arms] = parse({ baseline: { model: { dropout: 0.3 } }, arms: { explicit } })
      .variants as [Variant, ...Variant[]];
    for (const arm of arms) {
      expect(arm.config).toEqual(full.config);
      expect(arm).toMatchObject({ role: 'arm', isNull: true });
    }
    const hashes = [full, ...arms].map(({ configSha256 }) => configSha256);
    expect(new Set(hashes).size).toBe(3);
    const seeds = [full, ...arms].flatMap((variant) =>
      [1, 2, 3].map((seed) => trainingSeed(variant, { ...cell, seed })),
    );
    expect(seeds.slice(0, 3)).toEqual([1, 2, 3]);
    expect(new Set(seeds).size).toBe(9);
    for (const seed of seeds) expect(Number.isInteger(seed) && seed >= 0).toBe(true);
    expect(
      problemOf({ arms: { explicit: [{ name: 'a', null: true, overrides: { loss: {} } }] } }),
    ).toMatch(/expected no overrides of an arm with null: true, got loss; remove one of the two/);
  });

  it.each([
    ['an unknown key', { fold: 3 }, 'did you mean "folds"'],
    [
      'an unknown key of an arm, by arm',
      { arms: { explicit: [{ name: 'a', overrides: { model: { backbon: 'tiny' } } }] } },
      'did you mean "backbone"',
    ],
    [
      'the wrong keys of several arms at once',
      {
        arms: {
          explicit: [
            { name: 'a', overrides: { model: { backbon: 'tiny' } } },
            { name: 'b', overrides: { training: { batchSize: 0 } } },
          ],
        },
      },
      'arms.explicit[1].overrides (b): training.batchSize: expected at least 1, got 0',
    ],
    ['a seed that is there twice', { seeds: [3, 1, 3] }, 'seeds: expected each once, got 3 twice'],
    [
      'a component that is left out twice',
      { arms: { leaveOneOut: ['fc', 'fc'] } },
      'arms.leaveOneOut: expected each once, got fc twice',
    ],
    ['an unknown backbone', { baseline: { model: { backbone: 'resnet5' } } }, 'resnet50'],
    ['a leaky protocol without consent', { protocol: 'image' }, 'acknowledgeLeakage'],
    ['an ensemble without a sealed part', { sealedShare: 0 }, 'ensemble: null'],
    ['an unknown variant for the ensemble', { ensemble: { variant: 'ful' } }, '"full"'],
    [
      'a component that is not there',
      { baseline: { model: { dropout: 0 } }, arms: { leaveOneOut: ['dropout'] } },
      'no dropout to leave out',
    ],
    [
      'to leave focal loss out of another loss',
      { baseline: { loss: { name: 'ldam' } }, arms: { leaveOneOut: ['focal'] } },
      'no focal to leave out',
    ],
    [
      'to leave label smoothing out of a loss that has none',
      { baseline: { loss: { name: 'gce' } }, arms: { leaveOneOut: ['labelSmoothing'] } },
      'no labelSmoothing to leave out',
    ],
    [
      'an option of another loss than the arm names',
      { arms: { explicit: [{ name: 'a', overrides: { loss: { name: 'ldam', gamma: 1 } } }] } },
      'arms.explicit[0].overrides (a): loss: unknown key "gamma"; it goes with name: focal, not ldam',
    ],
    [
      'an unknown partner of the ensemble',
      { ensemble: { partners: ['ful'] } },
      'ensemble.partners: expected one of [full], got "ful"; did you mean "full"?',
    ],
    [
      'a partner of the same models',
      {
        arms: {
          explicit: [
            { name: 'b', overrides: { evaluation: { testTimeAugmentation: 'tenCrop' as const } } },
          ],
        },
        ensemble: { partners: ['b'] },
      },
      'expected variants of other models, got "b", which differs in its evaluation alone',
    ],
    ['a partner of itself', { ensemble: { partners: ['full'] } }, 'other variants than full'],
    [
      'to learn weights among the members of one variant',
      { ensemble: { combination: 'greedy' } },
      'expected partners to weigh with greedy',
    ],
    [
      'to learn weights on different inner splits',
      {
        arms: { explicit: [{ name: 'b', overrides: { training: { validationShare: 0.3 } } }] },
        ensemble: { combination: 'weighted', partners: ['b'] },
      },
      'expected one training.validationShare with weighted, got 0.15, 0.3',
    ],
    [
      'to leave mixup out where there is no augmentation',
      { baseline: { augmentation: null }, arms: { leaveOneOut: ['mixup'] } },
      'no mixup to leave out',
    ],
    [
      'to train more blocks than there are',
      {
        baseline: {
          training: {
            stages: [{ name: 'a', trainable: { lastBlocks: 18 }, epochs: 1, learningRate: 1 }],
          },
        },
      },
      'at most the 17 blocks of resnet50',
    ],
    [
      'two names for one configuration',
      {
        arms: {
          leaveOneOut: ['fc'],
          explicit: [{ name: 'b', overrides: { model: { hiddenUnits: [] } } }],
        },
      },
      'same configuration as "no-fc"',
    ],
    [
      'a dropout that leaves nothing',
      { baseline: { model: { dropout: 1 } } },
      'less than 1, got 1',
    ],
    [
      'a relative path of weights, which is another file on each worker',
      { baseline: { model: { weights: { from: 'file', path: 'weights/a.h5' } } } },
      'model.weights (full): expected an absolute path, got "weights/a.h5"',
    ],
    [
      'published weights of a network that has none, in whichever arm',
      {
        arms: {
          explicit: [
            {
              name: 'b',
              overrides: { model: { backbone: 'tiny', weights: { from: 'imagenet' } } },
            },
          ],
        },
      },
      'model.weights (b): expected a network with published ImageNet weights, got tiny',
    ],
    [
      'averages of the last epochs where there is no stage',
      { baseline: { training: { stages: [], swa: { epochs: 1 } } } },
      'baseline.training.stages: expected at least 1 entry, got 0',
    ],
    [
      'a key that would change what all objects inherit',
      { arms: { explicit: [JSON.parse('{"name":"b","overrides":{"__proto__":{"model":{}}}}')] } },
      'arms.explicit[0].overrides: the key "__proto__" is refused',
    ],
    [
      'a variant by whose name no result could be kept',
      { arms: { explicit: [{ name: 'constructor', overrides: { model: { dropout: 0.1 } } }] } },
      'another name than "constructor"',
    ],
    [
      'one name for two configurations',
      { arms: { explicit: [{ name: 'full', overrides: { model: { dropout: 0.1 } } }] } },
      '"full" twice',
    ],
  ])('refuses %s', (_, changes, hint) => {
    expect(problemOf(changes)).toContain(hint);
  });
});

describe('the size of a study', () => {
  const arms = (count: number) => ({
    explicit: Array.from({ length: count }, (_, i) => ({
      name: `a${i}`,
      overrides: { model: { dropout: i / 1000 } },
    })),
  });
  const seeds = Array.from({ length: 100 }, (_, seed) => seed);

  it.each([
    [
      'millions of trials in a small file',
      { repeats: 50, seeds, arms: arms(199) },
      'trials: expected at most 50000, got 5000000 = 200 variants × 250 folds × 100 seeds',
    ],
    [
      'trials on a plan that is not read yet, which has two folds at least',
      { foldPlan: '0'.repeat(64), seeds, arms: arms(300), ensemble: null },
      'got 60200 = 301 variants × 2 folds × 100 seeds',
    ],
    ['more variants than can be compared', { arms: arms(1000) }, 'at most 1000 variants, got 1001'],
    [
      'members whose predictions would not fit into memory',
      { repeats: 10, seeds, arms: arms(1), ensemble: { partners: ['a0'] } },
      'ensemble: expected at most 5000 members, got 10000 of 2 variants',
    ],
    [
      'a selection of ages',
      {
        arms: arms(2),
        ensemble: {
          partners: ['a0', 'a1'],
          combination: 'greedy',
          selection: { rounds: 1000, bags: 1000 },
        },
      },
      'rounds × bags × variants of at most 1000000, got 3000000',
    ],
    [
      'more studies to look for results in than anybody names',
      { reuse: Array.from({ length: 51 }, (_, i) => `s${i}`) },
      'reuse: expected at most 50 entries, got 51',
    ],
    [
      'a word for the studies to reuse',
      { reuse: 'all' as never },
      'reuse: expected auto, or a list of ids of studies',
    ],
  ])('refuses %s, before anything is made of it', (_, changes, hint) => {
    let built = 0;
    const refusal = () => parseStudySpec({ ...minimal, ...changes }, () => (built += 1));
    expect(refusal).toThrow(hint);
    expect(built).toBe(0);
  });

  it('holds to the limit of the configuration', () => {
    const asked = { ...minimal, seeds: [1, 2], folds: 5 };
    expect(() => parseStudySpec(asked, assertTrainable, 9)).toThrow('at most 9, got 10');
    expect(parseStudySpec(asked, assertTrainable, 10).variants).toHaveLength(1);
  });
});

it('refuses a list of class weights of another length than the classes', () => {
  const body = { ...minimal, baseline: { loss: { classWeights: [1, 2, 3] } } };
  const foldPlan = { ...firstScheme, classes: ['a', 'b'], options: {} } as unknown as FoldPlan;
  const inputs = { studyId: 's', submittedAt: '', dataset: {} as never, foldPlan };
  expect(() => compileStudy(parseStudySpec(body, assertTrainable), body, inputs)).toThrow(
    /\(full\): expected 2 weights, one for each class of the data set, got 3/,
  );
});

it('freezes what was sent beside what it became', () => {
  const body = { ...minimal, seeds: [3, 1] };
  const foldPlan: FoldPlan = {
    schemaVersion: 3,
    ...firstScheme,
    manifestSha256: null,
    options: { protocol: 'grouped', folds: 5, seed: 0, sealedShare: 0.15 },
    leak: { leakedImages: 0, poolImages: 1 },
    assignments: [{ imageId: 'a', groupId: 'b', label: 'nv', fold: 0 }],
  };
  const study = compileStudy(parseStudySpec(body, assertTrainable), body, {
    studyId: 'study-1',
    submittedAt: '2026-11-23T00:00:00.000Z',
    dataset: {
      name: 'drawn',
      manifestSha256: '0'.repeat(64),
    },
    foldPlan,
  });
  expect(study.spec).toBe(body);
  expect(study.seeds).toEqual([3, 1]);
  expect(study.calibration).toBe('temperature');
  expect(study.ensemble).toMatchObject({
    variant: 'full',
    partners: [],
    combination: 'mean',
    testTimeAugmentation: 'dihedral8',
  });
});
