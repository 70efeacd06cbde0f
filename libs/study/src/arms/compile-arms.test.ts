import { AppError, components, type StudySpecInput } from '@crossfold/contracts';
import { assertTrainable } from '@crossfold/model';
import { describe, expect, it } from 'vitest';
import { parseStudySpec } from '../compile/compile-study.js';

const tiny = { model: { backbone: 'tiny', imageSizePx: 32 } };
type Arms = NonNullable<StudySpecInput['arms']>;

function compile(arms: Arms, baseline: object = tiny) {
  const body = { name: 'study', dataset: 'drawn', baseline, arms };
  return parseStudySpec(body, assertTrainable);
}

function namesOf(arms: Arms, baseline?: object): string[] {
  return compile(arms, baseline).variants.map(({ name }) => name);
}

function configsOf(arms: Arms, baseline?: object) {
  const { variants } = compile(arms, baseline);
  return Object.fromEntries(variants.map(({ name, config }) => [name, config]));
}

function problemOf(arms: object, baseline: object = tiny): string {
  try {
    compile(arms as Arms, baseline);
  } catch (error) {
    if (error instanceof AppError) return error.problems.join('\n') || error.message;
    throw error;
  }
  return '';
}

describe('addOneIn', () => {
  it('has each component alone, and beside it what they are added to', () => {
    const { variants } = compile({ addOneIn: ['dropout', 'focal', 'fc'] });
    expect(variants.map(({ name, title }) => [name, title])).toEqual([
      ['full', undefined],
      ['none', 'none of dropout, focal, fc'],
      ['only-dropout', 'only dropout of dropout, focal, fc'],
      ['only-focal', 'only focal of dropout, focal, fc'],
      ['only-fc', 'only fc of dropout, focal, fc'],
    ]);
    const [full, none, dropout, focal] = variants;
    expect(none?.config).toEqual({
      ...full?.config,
      model: { ...full?.config.model, dropout: 0, hiddenUnits: [] },
      loss: focal && { ...none?.config.loss, name: 'crossEntropy' },
    });
    expect(dropout?.config.model).toMatchObject({ dropout: 0.5, hiddenUnits: [] });
    expect(focal?.config.loss).toEqual(full?.config.loss);
    expect(focal?.config.model.dropout).toBe(0);
  });

  it('compares each with what it is added to, by whatever name that is trained', () => {
    const referencesOf = (arms: Arms) =>
      compile(arms).variants.map(({ name, reference }) => [name, reference]);
    expect(referencesOf({ addOneIn: ['dropout', 'focal', 'fc'], leaveOneOut: ['gap'] })).toEqual([
      ['full', undefined],
      ['no-gap', undefined],
      ['none', undefined],
      ['only-dropout', 'none'],
      ['only-focal', 'none'],
      ['only-fc', 'none'],
    ]);
    const bare = { model: { dropout: 0, hiddenUnits: [] }, loss: { name: 'crossEntropy' } };
    const named = [{ name: 'bare', overrides: bare }];
    expect(referencesOf({ addOneIn: ['dropout', 'focal', 'fc'], explicit: named })).toEqual([
      ['full', undefined],
      ['bare', undefined],
      ['only-dropout', 'bare'],
      ['only-focal', 'bare'],
      ['only-fc', 'bare'],
    ]);
  });

  it('is refused for components that the baseline has not, all at once', () => {
    const problem = problemOf({ addOneIn: ['mixup', 'ema', 'dropout'], pairwise: ['swa', 'fc'] });
    expect(problem).toContain('arms.addOneIn: the baseline has no mixup to leave out');
    expect(problem).toContain('arms.addOneIn: the baseline has no ema to leave out');
    expect(problem).toContain('arms.pairwise: the baseline has no swa to leave out');
    expect(problemOf({ addOneIn: ['dropout'] })).toContain('expected two components or more');
  });
});

describe('pairwise', () => {
  it('takes each pair away, in whichever order they are named', () => {
    const configs = configsOf({ pairwise: ['dropout', 'gap', 'fc'] });
    expect(Object.keys(configs)).toEqual([
      'full',
      'no-dropout_no-gap',
      'no-dropout_no-fc',
      'no-gap_no-fc',
    ]);
    expect(configs['no-gap_no-fc']?.model).toMatchObject({
      pooling: 'flatten',
      hiddenUnits: [],
      dropout: 0.5,
    });
  });

  it('changes fields together with components and with other fields, each at its values', () => {
    const configs = configsOf({
      pairwise: [
        'dropout',
        { field: 'training.batchSize', values: [8, 16] },
        { field: 'loss.name', values: ['crossEntropy'] },
      ],
    });
    expect(Object.keys(configs)).toEqual([
      ...['full', 'no-dropout_batch-size-8', 'no-dropout_batch-size-16'],
      ...['no-dropout_loss-cross-entropy'],
      ...['batch-size-8_loss-cross-entropy', 'batch-size-16_loss-cross-entropy'],
    ]);
    expect(configs['no-dropout_batch-size-8']).toMatchObject({
      model: { dropout: 0 },
      training: { batchSize: 8 },
      loss: configs['full']?.loss,
    });
    expect(problemOf({ pairwise: ['dropout', { field: 'model.dropuot', values: [0] }] })).toContain(
      'arms.pairwise: ',
    );
  });

  it('does not bring a part back with the whole that was taken away', () => {
    for (const pair of [
      ['augmentation', 'rotation'],
      ['rotation', 'augmentation'],
    ] as const) {
      const { variants, duplicates } = compile({
        leaveOneOut: ['augmentation'],
        pairwise: [...pair],
      });
      expect(variants.map(({ name }) => name)).toEqual(['full', 'no-augmentation']);
      expect(duplicates).toEqual([
        { name: `no-${pair[0]}_no-${pair[1]}`, sameAs: 'no-augmentation' },
      ]);
    }
  });
});

describe('components', () => {
  it('take test-time augmentation away, and train the rest as it was', () => {
    const baseline = { ...tiny, evaluation: { testTimeAugmentation: 'tenCrop' } };
    const { full, ...arms } = configsOf(
      { leaveOneOut: ['tta'], addOneIn: ['tta', 'fc'] },
      baseline,
    );
    expect(full?.evaluation).toEqual({ testTimeAugmentation: 'tenCrop' });
    expect(Object.keys(arms)).toEqual(['no-tta', 'none', 'only-tta']);
    expect(arms['no-tta']).toEqual({ ...full, evaluation: { testTimeAugmentation: 'none' } });
    expect(arms['only-tta']).toEqual({ ...arms['none'], evaluation: full?.evaluation });
    expect(problemOf({ leaveOneOut: ['tta'] })).toContain('the baseline has no tta');
  });

  it('take each way to change images away alone', () => {
    const configs = configsOf({ leaveOneOut: ['rotation', 'flips', 'cutout', 'crop'] });
    const whole = configs['full']?.augmentation;
    expect(configs['no-rotation']?.augmentation).toEqual({ ...whole, rotationDegrees: 0 });
    expect(configs['no-flips']?.augmentation).toEqual({
      ...whole,
      horizontalFlip: false,
      verticalFlip: false,
    });
    expect(configs['no-cutout']?.augmentation).toEqual({ ...whole, cutoutShare: 0 });
    expect(configs['no-crop']?.augmentation).toEqual({ ...whole, cropScaleMin: 1 });
  });

  it('take pretraining away, and refuse to where there is none', () => {
    const model = { backbone: 'resnet50', weights: { from: 'imagenet' } };
    const arms: Arms = { leaveOneOut: ['pretraining'] };
    expect(configsOf(arms, { model })['no-pretraining']?.model.weights).toEqual({ from: 'random' });
    expect(problemOf(arms)).toContain('the baseline has no pretraining to leave out');
  });

  it('are each named otherwise', () => {
    const titles = Object.values(components).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe('grid', () => {
  it('combines all values, and leaves out the baseline, which is one of them', () => {
    const { variants, duplicates } = compile({
      grid: { 'training.batchSize': [16, 32], 'loss.name': ['focal', 'crossEntropy'] },
    });
    expect(variants.map(({ name, title }) => [name, title])).toEqual([
      ['full', undefined],
      ['batch-size-16_loss-focal', 'batchSize 16, loss focal'],
      ['batch-size-16_loss-cross-entropy', 'batchSize 16, loss crossEntropy'],
      ['batch-size-32_loss-cross-entropy', 'batchSize 32, loss crossEntropy'],
    ]);
    expect(duplicates).toEqual([{ name: 'batch-size-32_loss-focal', sameAs: 'full' }]);
    expect(variants[1]?.config.training.batchSize).toBe(16);
    expect(variants[2]?.config.loss).toMatchObject({ name: 'crossEntropy' });
  });

  it('sets a field only where its condition holds, and makes no arms of it elsewhere', () => {
    const when = { 'loss.name': 'focal' };
    const grid = {
      'loss.gamma': { values: [1, 3], when },
      'loss.name': ['focal', 'crossEntropy', 'ldam'],
      'loss.maxMargin': { values: [5, 10], when: { 'loss.name': ['ldam'] } },
    };
    expect(namesOf({ grid })).toEqual([
      'full',
      'gamma-1_loss-focal',
      'gamma-3_loss-focal',
      'loss-cross-entropy',
      'loss-ldam_max-margin-5',
      'loss-ldam_max-margin-10',
    ]);
  });

  it('is refused where a value goes with another one alone, and no condition says so', () => {
    const grid = { 'loss.name': ['focal', 'crossEntropy'], 'loss.gamma': [1, 3] };
    expect(problemOf({ grid })).toBe(
      'arms.grid: loss: unknown key "gamma"; it goes with name: focal, not crossEntropy (loss-cross-entropy_gamma-1 and 1 more)',
    );
  });

  it('sets a field of one stage, and leaves the others', () => {
    const configs = configsOf({ grid: { 'training.stages[1].learningRate': [0.001, 1e-5] } });
    expect(Object.keys(configs)).toEqual(['full', 'learning-rate-0.001', 'learning-rate-0.00001']);
    const [head, all] = configs['full']?.training.stages ?? [];
    expect(configs['learning-rate-0.001']?.training.stages).toEqual([
      head,
      { ...all, learningRate: 0.001 },
    ]);
  });

  it('tells fields of the same name apart', () => {
    const grid = {
      'training.stages[0].epochs': [1, 2],
      'training.stages[1].epochs': [3],
      'model.hiddenUnits': [[], [64, 32]],
    };
    expect(namesOf({ grid }).slice(1, 3)).toEqual([
      'stages-0-epochs-1_stages-1-epochs-3_hidden-units-none',
      'stages-0-epochs-1_stages-1-epochs-3_hidden-units-64-32',
    ]);
  });

  it('has names that fit, each once, whatever the values', () => {
    const long = 'training.stages[1].backboneLearningRate';
    const baseline = { ...tiny, training: { schedule: { name: 'cosine' } } };
    const grid = {
      [long]: [0.1, 0.2],
      'training.layerDecay': [0.123456789],
      'training.earlyStopping.patience': [3],
      'loss.classWeights': [[1, 2, 3, 4, 5, 6, 7]],
      'model.weights': [{ from: 'random' }],
    };
    const names = namesOf({ grid }, baseline);
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^[a-z0-9][a-z0-9._-]{0,62}$/);
    expect(names).toEqual(namesOf({ grid }, baseline));
  });

  it.each([
    [
      'an unknown field',
      { batchSize: [1] },
      'arms.grid: unknown field "batchSize"; did you mean "training.batchSize"?',
    ],
    ['a misspelt one', { 'training.batchsize': [1] }, 'did you mean "training.batchSize"?'],
    [
      'an unknown field of a condition',
      { 'loss.gamma': { values: [1], when: { 'los.name': 1 } } },
      'when of loss.gamma: unknown field "los.name"; did you mean "loss.name"?',
    ],
    [
      'values that do not fit, once for all arms',
      { 'training.batchSize': [0, 16], 'model.dropout': [0.1, 0.2] },
      'arms.grid: training.batchSize: expected at least 1, got 0 (batch-size-0_dropout-0.1 and 1 more)',
    ],
    [
      'a stage that is not there',
      { 'training.stages[2].epochs': [1] },
      'training.stages has 2 entries, so it has no training.stages[2].epochs',
    ],
    [
      'no values',
      { 'training.batchSize': [] },
      'arms.grid.training.batchSize: expected at least 1 entry, got 0',
    ],
    [
      'conditions that wait for each other',
      {
        'loss.gamma': { values: [1], when: { 'model.dropout': 0 } },
        'model.dropout': { values: [0], when: { 'loss.gamma': 1 } },
      },
      'got those of loss.gamma, model.dropout, which wait for each other',
    ],
    [
      'more arms than a study may have',
      {
        'model.dropout': Array.from({ length: 40 }, (_, i) => i / 50),
        'loss.gamma': Array.from({ length: 40 }, (_, i) => i / 10),
      },
      'arms: expected at most 1000 variants, got 1601',
    ],
  ])('refuses %s', (_, grid, problem) => {
    expect(problemOf({ grid })).toContain(problem);
  });

  it('refuses a part of what the baseline does not have', () => {
    const grid = { 'augmentation.cutoutShare': [0.1, 0.2] };
    expect(problemOf({ grid }, { ...tiny, augmentation: null })).toContain(
      'augmentation is null, so it has no augmentation.cutoutShare; say when it holds, or set it as a whole',
    );
  });
});

describe('fullFactorial', () => {
  it('has each component with and without, and all values of fields', () => {
    const factors = [
      'dropout' as const,
      'fc' as const,
      { field: 'training.batchSize', values: [16, 32] },
    ];
    const { variants, duplicates } = compile({ leaveOneOut: ['fc'], fullFactorial: { factors } });
    expect(variants.map(({ name, removedComponent }) => [name, removedComponent])).toEqual([
      ['full', null],
      ['no-fc', 'fc'],
      ['batch-size-16', null],
      ['no-fc_batch-size-16', null],
      ['no-dropout_batch-size-16', null],
      ['no-dropout_batch-size-32', null],
      ['no-dropout_no-fc_batch-size-16', null],
      ['no-dropout_no-fc_batch-size-32', null],
    ]);
    expect(duplicates).toEqual([
      { name: 'batch-size-32', sameAs: 'full' },
      { name: 'no-fc_batch-size-32', sameAs: 'no-fc' },
    ]);
  });

  it('refuses a component beside the field that it is about', () => {
    const factors = ['focal' as const, { field: 'loss.name', values: ['focal', 'gce'] }];
    expect(problemOf({ fullFactorial: { factors } })).toContain(
      'arms.fullFactorial: expected focal or loss.name, got both',
    );
  });
});

describe('random', () => {
  const space = {
    'training.stages[1].learningRate': { min: 1e-5, max: 1e-2, scale: 'log' as const },
    'training.batchSize': { min: 4, max: 64, scale: 'log' as const, integer: true },
    'loss.name': ['focal', 'crossEntropy'],
    'loss.gamma': { min: 0.5, max: 5, when: { 'loss.name': 'focal' } },
  };

  it('draws the same configurations everywhere', () => {
    const { variants } = compile({ random: { count: 12, seed: 4, space } });
    expect(variants).toHaveLength(13);
    expect(variants.slice(1, 4).map(({ name, title }) => `${name}: ${title}`))
      .toMatchInlineSnapshot(`
      [
        "random-01: learningRate 0.0003348, batchSize 9, loss crossEntropy",
        "random-02: learningRate 0.006152, batchSize 27, loss crossEntropy",
        "random-03: learningRate 0.001782, batchSize 8, loss crossEntropy",
      ]
    `);
    for (const { config } of variants.slice(1)) {
      const { learningRate } = config.training.stages[1] ?? { learningRate: 0 };
      expect(learningRate).toBeGreaterThanOrEqual(1e-5);
      expect(learningRate).toBeLessThanOrEqual(1e-2);
      expect(Number(learningRate.toPrecision(4))).toBe(learningRate);
      expect(Number.isInteger(config.training.batchSize)).toBe(true);
    }
    const losses = new Set(variants.slice(1).map(({ config }) => config.loss.name));
    expect([...losses].sort()).toEqual(['crossEntropy', 'focal']);
  });

  it('changes no arm when there are more of them, or another field', () => {
    const few = compile({ random: { count: 3, seed: 4, space } }).variants;
    const more = compile({ random: { count: 5, seed: 4, space } }).variants;
    expect(more.slice(0, 4)).toEqual(few);
    const wider = { ...space, 'model.dropout': { min: 0, max: 0.5 } };
    const also = compile({ random: { count: 3, seed: 4, space: wider } }).variants;
    for (const [at, { config }] of also.entries()) {
      expect({ ...config, model: few[at]?.config.model }).toEqual(few[at]?.config);
    }
    expect(compile({ random: { count: 3, seed: 5, space } }).variants[1]?.config).not.toEqual(
      few[1]?.config,
    );
  });

  it('spreads over the orders of magnitude with scale: log', () => {
    const learningRate = { min: 1e-4, max: 1, scale: 'log' as const };
    const { variants } = compile({
      random: { count: 400, space: { 'training.layerDecay': learningRate } },
    });
    const drawn = variants.slice(1).map(({ config }) => Math.log10(config.training.layerDecay));
    for (const decade of [-4, -3, -2, -1]) {
      const share =
        drawn.filter((value) => value >= decade && value < decade + 1).length / drawn.length;
      expect(Math.abs(share - 0.25)).toBeLessThan(0.07);
    }
  });

  it('trains a configuration that is drawn twice once', () => {
    const { variants, duplicates } = compile({
      random: { count: 20, space: { 'training.batchSize': [8, 16, 32] } },
    });
    expect(variants).toHaveLength(3);
    expect(duplicates).toHaveLength(18);
    const names = variants.map(({ name }) => name);
    for (const { sameAs } of duplicates) expect(names).toContain(sameAs);
  });

  it.each([
    ['no range', {}, 'expected values, or min and max'],
    ['a range the wrong way round', { min: 2, max: 1 }, 'expected min below max, got 2 and 1'],
    [
      'a logarithm of nothing',
      { min: 0, max: 1, scale: 'log' },
      'expected min above 0 with scale: log, got 0',
    ],
    ['values and a range', { values: [1], min: 0 }, 'expected values, or min and max, not both'],
    [
      'a misspelt key',
      { min: 1, max: 2, scal: 'log' },
      'unknown key "scal"; did you mean "scale"?',
    ],
  ])('refuses %s', (_, range, problem) => {
    const random = { count: 2, space: { 'model.dropout': range } };
    expect(problemOf({ random })).toContain(problem);
  });
});

describe('duplicates', () => {
  it('are told where they are named, and the ensemble does not name one', () => {
    const explicit = [{ name: 'half', overrides: { training: { batchSize: 16 } } }];
    const arms: Arms = { explicit, grid: { 'training.batchSize': [16, 64] } };
    expect(compile(arms).duplicates).toEqual([{ name: 'batch-size-16', sameAs: 'half' }]);
    const body = { name: 'study', dataset: 'drawn', baseline: tiny, arms };
    const ensemble = { partners: ['batch-size-16'] };
    expect(() => parseStudySpec({ ...body, ensemble }, assertTrainable)).toThrow(
      'ensemble.partners: expected half, which is the same, got "batch-size-16"',
    );
  });
});
