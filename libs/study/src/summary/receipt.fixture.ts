import type { Receipt } from '@crossfold/contracts';

const sha256 = '0'.repeat(64);
const at = '2026-11-23T00:00:00.000Z';
const elsewhere = { key: 'elsewhere', sha256 };

type Told =
  | ('studyId' | 'trialId' | 'variant' | 'repeat' | 'fold' | 'seed' | 'images')
  | ('manifestSha256' | 'foldPlanSha256' | 'predictions' | 'evaluation');

/** A receipt that names no more than its predictions; the rest is of no machine and took no time. */
export function receiptOf(told: Pick<Receipt, Told> & Partial<Receipt>): Receipt {
  return {
    schemaVersion: 3,
    attempt: 1,
    configSha256: sha256,
    history: elsewhere,
    weights: elsewhere,
    initialWeights: 'random',
    bestEpoch: 1,
    epochs: 1,
    calibration: null,
    environment: {
      crossfold: '0',
      gitCommit: null,
      node: '0',
      tfjs: '0',
      tensorflow: '0',
      device: 'cpu',
      precision: 'float32',
      deterministic: false,
      host: 'h',
      worker: 'w',
    },
    timings: timingsUntil(at),
    ...told,
  };
}

export function timingsUntil(finishedAt: string): Receipt['timings'] {
  return {
    startedAt: at,
    finishedAt,
    inputSeconds: 0,
    trainSeconds: 0,
    validationSeconds: 0,
    predictionSeconds: 0,
  };
}
