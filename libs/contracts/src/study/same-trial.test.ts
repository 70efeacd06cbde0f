import { expect, it } from 'vitest';
import { contentHash } from '../hash.js';
import { variantConfigSchema, type VariantConfig } from '../variant/variant.js';
import { findSameTrial, listTrainedAlike, whyNoneIsSame } from './same-trial.js';
import {
  hashConfig,
  listTrainedVariants,
  studySchema,
  trainingHash,
  variantHash,
  type Study,
} from './study.js';

const hash = 'a'.repeat(64);
const configs = {
  full: variantConfigSchema.parse({ loss: { gamma: 1 } }),
  'no-focal': variantConfigSchema.parse({ loss: { name: 'crossEntropy' } }),
  margins: variantConfigSchema.parse({ loss: { name: 'ldam' } }),
};

/** As studies of before November 2026 have it: each loss with the options of all. */
function flat(config: VariantConfig): unknown {
  const { gamma = 1, maxMargin = 15, ...loss } = config.loss as Record<string, unknown>;
  const common = { labelSmoothing: 0, logitAdjustment: 0 };
  return {
    ...config,
    loss: { ...common, ...loss, focalGamma: gamma, ldamMaxMargin: maxMargin },
  };
}

function studyOf(studyId: string, stored: (config: VariantConfig) => unknown): Study {
  return studySchema.parse({
    schemaVersion: 4,
    studyId,
    name: 'study',
    submittedAt: '2026-11-01T00:00:00.000Z',
    dataset: { name: 'drawn', manifestSha256: hash },
    foldPlan: {
      sha256: hash,
      options: { protocol: 'grouped', folds: 3, sealedShare: 0, seed: 0 },
      leak: { leakedImages: 0, poolImages: 0 },
    },
    seeds: [1, 2],
    variants: Object.entries(configs).map(([name, config]) => ({
      name: `${studyId}-${name}`,
      role: name === 'full' ? 'baseline' : 'arm',
      removedComponent: null,
      config: stored(config),
      configSha256: contentHash(stored(config)),
    })),
    ensemble: null,
    threads: 2,
    spec: {},
  });
}

const now = studyOf('now', (config) => config);
const before = studyOf('before', flat);

it('finds the trials of a study that says the same in the options of its time', () => {
  expect(before.variants.map(({ config }) => config)).toEqual(
    now.variants.map(({ config }) => config),
  );
  for (const [i, { configSha256 }] of before.variants.entries()) {
    // Receipts of the study name this hash: it stays as it was stored.
    expect(configSha256).not.toBe(now.variants[i]?.configSha256);
  }
  expect(whyNoneIsSame(before, now)).toBeNull();
  for (const name of Object.keys(configs)) {
    const cell = { trialId: '', variant: `now-${name}`, repeat: 0, fold: 2, seed: 1 };
    expect(findSameTrial(before, now, cell)).toBe(`before-${name}.f2.s1`);
  }
});

it('tells apart what trains otherwise, and null arms by their names', () => {
  const hashes = now.variants.map(variantHash);
  expect(new Set(hashes).size).toBe(3);
  expect(hashes).toEqual(now.variants.map(({ configSha256 }) => configSha256));
  const [first] = now.variants as [Study['variants'][number]];
  const isNull = true as const;
  const nulls = ['a', 'b'].map((name) => variantHash({ ...first, name, isNull }));
  expect(nulls).toEqual(['a', 'b'].map((name) => hashConfig(first.config, name)));
  expect(new Set([...hashes, ...nulls]).size).toBe(5);
});

it('finds the trials that end with the same weights and are scored otherwise', () => {
  const [full] = now.variants as [Study['variants'][number]];
  const config = {
    ...full.config,
    evaluation: { testTimeAugmentation: 'dihedral8' as const },
  };
  const viewed = { ...full, name: 'viewed', config, configSha256: hashConfig(config) };
  const study = { ...now, studyId: 'viewed', variants: [viewed, ...now.variants] };
  expect(variantHash(viewed)).not.toBe(variantHash(full));
  expect(trainingHash(viewed)).toBe(trainingHash(full));
  const isNull = true as const;
  expect(trainingHash({ ...viewed, isNull })).not.toBe(trainingHash(full));
  expect(listTrainedVariants(study.variants)).toEqual(['viewed', 'now-no-focal', 'now-margins']);
  const cell = { trialId: 'viewed.f2.s1', variant: 'viewed', repeat: 0, fold: 2, seed: 1 };
  expect(listTrainedAlike(study, study, cell)).toEqual(['now-full.f2.s1']);
  expect(listTrainedAlike(before, study, cell)).toEqual(['before-full.f2.s1']);
  expect(findSameTrial(before, study, cell)).toBeNull();
  // One that is the same is no other.
  const plain = { trialId: 'now-full.f2.s1', variant: 'now-full', repeat: 0, fold: 2, seed: 1 };
  expect(listTrainedAlike(before, study, plain)).toEqual([]);
  expect(listTrainedAlike(study, study, plain)).toEqual(['viewed.f2.s1']);
  expect(listTrainedAlike(now, study, { ...cell, seed: 3 })).toEqual([]);
});
