import type { StudySpecInput } from '@crossfold/contracts';

/** A study of six trials that train for a second each, on the data set `drawn`. */
export const smallStudy = {
  name: 'small',
  dataset: 'drawn',
  folds: 3,
  sealedShare: 0.2,
  seeds: [1],
  baseline: {
    model: { backbone: 'tiny', imageSizePx: 32, hiddenUnits: [16] },
    training: {
      batchSize: 16,
      stages: [
        { name: 'head', trainable: 'head', epochs: 1, learningRate: 0.003 },
        { name: 'all', trainable: 'all', epochs: 2, learningRate: 0.003 },
      ],
    },
  },
  arms: { leaveOneOut: ['classWeights'] },
} satisfies StudySpecInput;
