import type { EpochRecord } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { advanceBestEpoch, noEpochYet, shouldStop } from './best-epoch.js';
import { advancePlateau, startPlateau } from './plateau.js';

const plateau = { factor: 0.5, patience: 2, minDelta: 0.01, cooldown: 1, minLearningRate: 0.1 };

describe('advancePlateau', () => {
  it('follows ReduceLROnPlateau epoch by epoch', () => {
    // Learning rates of Keras's callback for these losses, worked out from its source by hand:
    // best at epochs 1 and 2, two waits lower the rate, the cooldown epoch does not wait.
    const losses = [1, 0.9, 0.895, 0.9, 0.9, 0.9, 0.9, 0.9, 0.5];
    let state = startPlateau(1);
    const rates = losses.map((loss) => {
      state = advancePlateau(state, loss, plateau);
      return state.learningRate;
    });
    expect(rates).toEqual([1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125]);
  });

  it('never goes below the least rate', () => {
    let state = startPlateau(0.15);
    for (let epoch = 0; epoch < 20; epoch++) state = advancePlateau(state, 1, plateau);
    expect(state.learningRate).toBe(0.1);
  });
});

function record(epoch: number, loss: number, balancedAccuracy: number): EpochRecord {
  return {
    epoch,
    stage: 'all',
    learningRate: 1,
    trainLoss: 0,
    trainAccuracy: 0,
    validationLoss: loss,
    validationAccuracy: 0,
    validationBalancedAccuracy: balancedAccuracy,
  };
}

describe('advanceBestEpoch', () => {
  it('keeps the earlier of two equal epochs and counts the wait', () => {
    const options = { monitor: 'balancedAccuracy', earlyStopping: { patience: 2, minDelta: 0 } };
    let state = noEpochYet;
    for (const [i, score] of [0.2, 0.5, 0.5, 0.4].entries()) {
      state = advanceBestEpoch(state, record(i + 1, 1, score), options as never);
    }
    expect(state).toEqual({ epoch: 2, score: 0.5, wait: 2 });
    expect(shouldStop(state, options as never)).toBe(true);
  });

  it('takes the least loss when told to monitor it', () => {
    const options = { monitor: 'loss', earlyStopping: null } as const;
    let state = noEpochYet;
    for (const [i, loss] of [3, 1, 2].entries()) {
      state = advanceBestEpoch(state, record(i + 1, loss, 0.1 * i), options);
    }
    expect(state.epoch).toBe(2);
    expect(shouldStop(state, options)).toBe(false);
  });

  it('keeps the last epoch without a monitor, and never stops', () => {
    const options = { monitor: 'none', earlyStopping: { patience: 0, minDelta: 0 } } as const;
    let state = noEpochYet;
    for (const [i, score] of [0.9, 0.5, 0.1].entries()) {
      state = advanceBestEpoch(state, record(i + 1, 1, score), options);
    }
    expect(state.epoch).toBe(3);
    expect(shouldStop(state, options)).toBe(false);
  });
});
