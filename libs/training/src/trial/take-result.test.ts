import { variantConfigSchema, type Receipt, type Variant } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { describeMaker } from './publish-receipt.js';
import { differenceOf } from './take-result.js';

const config = variantConfigSchema.parse({});
const variant: Variant = {
  name: 'full',
  role: 'baseline',
  removedComponent: null,
  config,
  configSha256: 'f'.repeat(64),
};
const wanted = { records: { variant, memoryHalvings: 0 }, initialWeights: 'random' };

type Made = Pick<Receipt, 'environment' | 'initialWeights' | 'innerPredictions'>;

/** Of a trial that this process would make alike. */
const alike: Made = {
  environment: {
    ...describeMaker(config.training),
    // Which machine it was says nothing of the bits.
    node: '20.19.0',
    deterministic: false,
    host: 'elsewhere',
    worker: 'another',
  },
  initialWeights: 'random',
  innerPredictions: { key: 'inner', sha256: '0'.repeat(64) },
};

function madeBy(changes: Partial<Receipt['environment']>): Made {
  return { ...alike, environment: { ...alike.environment, ...changes } };
}

describe('what parts the result of a trial from that of the same trial here', () => {
  it('is nothing where libraries, kind of device and first weights are the same', () => {
    expect(differenceOf(alike, wanted)).toBeNull();
  });

  it.each([
    ['crossfold', madeBy({ crossfold: '9.9.9' })],
    ['gitCommit', madeBy({ gitCommit: 'abc' })],
    ['tensorflow', madeBy({ tensorflow: '1.0.0' })],
    ['tfjs', madeBy({ tfjs: '1.0.0' })],
    ['device', madeBy({ device: 'gpu' })],
    ['threads 4 there', madeBy({ threads: 4 })],
    ['precision', madeBy({ precision: 'float16' })],
    ['memoryHalvings 1 there, 0 here', madeBy({ memoryHalvings: 1 })],
    ['initialWeights', { ...alike, initialWeights: '1'.repeat(64) }],
    ['made on several: A, then B', madeBy({ backends: ['A', 'B'] })],
    ['inner validation part', { ...alike, innerPredictions: undefined }],
  ])('is told: %s', (told, made) => {
    expect(differenceOf(made, wanted)).toContain(told);
  });

  it('takes the same relief from want of memory for the same', () => {
    const relieved = { ...wanted, records: { variant, memoryHalvings: 1 } };
    expect(differenceOf(madeBy({ memoryHalvings: 1 }), relieved)).toBeNull();
    expect(differenceOf(alike, relieved)).toBe('memoryHalvings 0 there, 1 here');
  });

  it('is told whole', () => {
    const made = madeBy({ tensorflow: '1.0.0', tfjs: '1.0.0' });
    expect(differenceOf(made, wanted)?.split('; ')).toHaveLength(2);
  });
});
