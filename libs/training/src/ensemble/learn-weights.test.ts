import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ensembleConfigSchema,
  firstScheme,
  records,
  type FoldPlan,
  type InnerPredictions,
  type Receipt,
} from '@crossfold/contracts';
import { createFileStore, encodeRecord } from '@crossfold/storage';
import { afterAll, describe, expect, it } from 'vitest';
import { weighMembers } from './ensemble-members.js';
import { learnWeights } from './learn-weights.js';

const dir = await mkdtemp(join(tmpdir(), 'crossfold-weights-'));
const store = createFileStore({ kind: 'file', dir });
afterAll(() => rm(dir, { recursive: true }));

const folds = 2;
const plan: FoldPlan = {
  schemaVersion: 3,
  ...firstScheme,
  manifestSha256: null,
  options: { protocol: 'grouped', folds, seed: 0, sealedShare: 0.2 },
  leak: { leakedImages: 0, poolImages: 56 },
  assignments: Array.from({ length: 70 }, (_, i) => ({
    imageId: `image-${i}`,
    groupId: `lesion-${i}`,
    label: firstScheme.classes[i % 7] ?? 'nv',
    fold: i < 14 ? ('sealed' as const) : Math.floor(i / 7) % folds,
  })),
};

/** What a model that gives the true class this probability says of the training folds. */
function innerOf(fold: number, trueClass: number): InnerPredictions {
  const rows = plan.assignments.filter((row) => row.fold !== 'sealed' && row.fold !== fold);
  const labels = rows.map(({ label }) => firstScheme.classes.indexOf(label));
  return {
    schemaVersion: 2,
    classes: firstScheme.classes,
    labels,
    imageIds: rows.map(({ imageId }) => imageId),
    probabilities: labels.map((label) =>
      firstScheme.classes.map((_, c) => (c === label ? trueClass : (1 - trueClass) / 6)),
    ),
    part: 'innerValidation',
    repeat: 0,
    fold,
  };
}

async function receiptOf(variant: string, fold: number, inner: InnerPredictions): Promise<Receipt> {
  const trialId = `${variant}.f${fold}.s1`;
  const key = `${trialId}.json`;
  const { sha256 } = await store.put(key, encodeRecord(records.innerPredictions, inner, key));
  return {
    trialId,
    variant,
    repeat: 0,
    fold,
    seed: 1,
    innerPredictions: { key, sha256 },
  } as Receipt;
}

async function receipts(change: (inner: InnerPredictions) => InnerPredictions = (inner) => inner) {
  const trueClass = { full: 0.4, other: 0.8 };
  const found: Receipt[] = [];
  for (const [variant, p] of Object.entries(trueClass)) {
    for (let fold = 0; fold < folds; fold++) {
      found.push(await receiptOf(variant, fold, change(innerOf(fold, p))));
    }
  }
  return found;
}

const configOf = (combination: string) =>
  ensembleConfigSchema.parse({
    variant: 'full',
    partners: ['other'],
    testTimeAugmentation: 'none',
    combination,
  });

describe('learnWeights', () => {
  it.each(['weighted', 'greedy'])('gives the better variant all the weight: %s', async (name) => {
    const given = await receipts();
    const learnt = await learnWeights(store, configOf(name), plan, given);
    expect(learnt).toMatchObject({ images: 56, cells: 2 });
    expect(learnt?.weights['other']).toBeCloseTo(1, 6);
    expect(learnt?.nll.equal).toBeCloseTo(-Math.log(0.6), 6);
    expect(learnt?.nll.learnt).toBeCloseTo(-Math.log(0.8), 6);
  });

  it('learns nothing for a plain mean, in which all members count alike', async () => {
    const given = await receipts();
    expect(await learnWeights(store, configOf('mean'), plan, given)).toBeNull();
    expect(weighMembers(given, null).map(({ weight }) => weight)).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('rests on the cells that all variants finished', async () => {
    const given = (await receipts()).slice(0, 3);
    const learnt = await learnWeights(store, configOf('greedy'), plan, given);
    expect(learnt).toMatchObject({ images: 28, cells: 1 });
    const members = weighMembers(given, learnt);
    expect(members.map(({ receipt }) => receipt.trialId)).toEqual(['other.f0.s1']);
    await expect(
      learnWeights(store, configOf('greedy'), plan, given.slice(0, 2)),
    ).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it.each([
    ['an image of the sealed part', 'image-3'],
    ['an image of the outer fold', null],
  ])('refuses %s', async (_, sealed) => {
    const given = await receipts((inner) => {
      const stray = sealed ?? plan.assignments.find(({ fold }) => fold === inner.fold)?.imageId;
      return { ...inner, imageIds: [stray ?? '', ...inner.imageIds.slice(1)] };
    });
    await expect(learnWeights(store, configOf('weighted'), plan, given)).rejects.toThrow(
      /expected inner predictions on the training folds alone for (full|other)\.f0\.s1, got image-\d+/,
    );
  });

  it('cannot read predictions of the outer fold or of the sealed part', async () => {
    const { part, repeat, fold, ...rest } = innerOf(0, 0.9);
    expect([part, repeat, fold]).toEqual(['innerValidation', 0, 0]);
    const outer = { ...rest, schemaVersion: 1 as const };
    const bytes = encodeRecord(records.predictions, outer, 'outer.json');
    const { sha256 } = await store.put('outer.json', bytes);
    const given = (await receipts()).map((receipt) => ({
      ...receipt,
      innerPredictions: { key: 'outer.json', sha256 },
    }));
    await expect(learnWeights(store, configOf('weighted'), plan, given)).rejects.toMatchObject({
      code: 'OBJECT_CORRUPT',
    });
  });
});
