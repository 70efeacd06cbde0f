import type { RandomStream } from '@crossfold/random';

/**
 * What the difference of a cell is drawn from: normal parts, whose variances sum to 1. All cells of
 * a study share `common`, those of a fold `fold`; each has a `seed` part of its own.
 */
export interface Parts {
  readonly name: string;
  readonly common: number;
  readonly fold: number;
  readonly seed: number;
}

/** By the correlation of cells in different folds, and of cells in the same fold. */
export function byCorrelation(between: number, within: number): Parts {
  return {
    name: `${short(between)}, ${short(within)}`,
    common: between,
    fold: within - between,
    seed: 1 - within,
  };
}

/** By the share that is new with each seed; fold effects have the correlation 1 / folds. */
export function bySeedShare(share: number, folds: number): Parts {
  return {
    name: `seed share ${short(share)}`,
    common: (1 - share) / folds,
    fold: (1 - share) * (1 - 1 / folds),
    seed: share,
  };
}

/** Differences about 0, [folds][seeds]. */
export function drawStudy(
  { common, fold, seed }: Parts,
  folds: number,
  seeds: number,
  random: RandomStream,
): number[][] {
  const shared = Math.sqrt(common) * random.normal();
  return Array.from({ length: folds }, () => {
    const own = shared + Math.sqrt(fold) * random.normal();
    return Array.from({ length: seeds }, () => own + Math.sqrt(seed) * random.normal());
  });
}

function short(share: number): string {
  return share === 0 ? '0' : share.toFixed(2).replace(/0$/, '').replace(/^0/, '');
}
