import { expect, it } from 'vitest';
import { studyOf } from '../progress/stored-study.fixture.js';
import { trainingWork } from './training-work.js';

const stage = (trainable: 'head' | 'all', epochs: number) => ({
  name: trainable,
  trainable,
  epochs,
  learningRate: 0.1,
});
const study = studyOf('work', {
  baseline: {
    model: { backbone: 'tiny', imageSizePx: 32, hiddenUnits: [] },
    training: { stages: [stage('head', 2), stage('all', 4)] },
  },
  arms: {
    explicit: [
      { name: 'larger', overrides: { model: { imageSizePx: 64 } } },
      { name: 'half', overrides: { training: { trainShare: 0.5 } } },
      { name: 'views', overrides: { evaluation: { testTimeAugmentation: 'dihedral8' } } },
    ],
  },
});
const works = new Map(
  study.variants.map((variant) => [variant.name, trainingWork(study, variant)]),
);
const workOf = (name: string, epochs = 6) => works.get(name)?.until(epochs) ?? NaN;

it('grows with the epochs, by what each stage trains', () => {
  expect(works.get('full')?.epochsAtMost).toBe(6);
  const ofHead = workOf('full', 1);
  expect(ofHead).toBeGreaterThan(0);
  // Two epochs forward alone, and then three passes in each.
  const until = [0, 1.5, 2, 3, 6, 9].map((epochs) => workOf('full', epochs) / ofHead);
  expect(until).toEqual([0, 1.5, 2, 5, 14, 14]);
});

it('grows with the pixels and the images', () => {
  expect(workOf('larger') / workOf('full')).toBeCloseTo(4, 1);
  expect(workOf('half') / workOf('full')).toBeCloseTo(0.5);
});

it('is none where the weights are those of another variant', () => {
  expect(workOf('views')).toBe(0);
});
