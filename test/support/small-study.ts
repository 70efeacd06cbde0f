import type { StudySpecInput } from '@crossfold/contracts';

/**
 * For studies whose folds differ by some images and whose training is not what is looked at: batches
 * have the same sizes in all folds, so that a process that trained one begins the next at once.
 */
export const evenParts = { dropLastBatch: true, validationShare: 0.25 };

/** A study of six trials that train for a second each, on the data set `drawn`. */
export const smallStudy = {
  name: 'small',
  dataset: 'drawn',
  folds: 3,
  sealedShare: 0.2,
  seeds: [1],
  threads: 1,
  baseline: {
    model: { backbone: 'tiny', imageSizePx: 32, hiddenUnits: [16] },
    training: {
      ...evenParts,
      batchSize: 16,
      stages: [
        { name: 'head', trainable: 'head', epochs: 1, learningRate: 0.003 },
        { name: 'all', trainable: 'all', epochs: 2, learningRate: 0.003 },
      ],
    },
  },
  arms: { leaveOneOut: ['classWeights'] },
} satisfies StudySpecInput;
