import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  contentHash,
  firstScheme,
  records,
  type FoldPlan,
  type Predictions,
} from '@crossfold/contracts';
import { planFolds, sealedImages } from '@crossfold/data';
import { assertTrainable, evaluate } from '@crossfold/model';
import { createFileStore, createRecord, replaceRecord } from '@crossfold/storage';
import { afterAll, describe, expect, it } from 'vitest';
import { compileStudy, parseStudySpec } from '../compile/compile-study.js';
import { receiptOf } from './receipt.fixture.js';
import { readStudyResults } from './study-results.js';

const dir = await mkdtemp(join(tmpdir(), 'crossfold-results-'));
const store = createFileStore({ kind: 'file', dir });
afterAll(() => rm(dir, { recursive: true }));

const at = '2026-11-23T00:00:00.000Z';
const manifestSha256 = 'f'.repeat(64);
const rows = Array.from({ length: 140 }, (_, i) => ({
  imageId: `image-${i}`,
  groupId: `lesion-${i}`,
  label: firstScheme.classes[i % 7] ?? 'nv',
}));
const plan = planFolds(
  { ...firstScheme, images: rows },
  { protocol: 'grouped', folds: 2, seed: 0, sealedShare: 0.2 },
  manifestSha256,
);
const body = { name: 'sealed', dataset: 'drawn', folds: 2, seeds: [1], sealedShare: 0.2 };
const counts = { schemaVersion: 2 as const, images: 140, groups: 140, addedAt: at, previous: [] };

function predict(imageIds: readonly string[], { assignments }: FoldPlan): Predictions {
  const classes = new Map(assignments.map(({ imageId, label }) => [imageId, label]));
  const labels = imageIds.map((id) => firstScheme.classes.indexOf(classes.get(id) ?? 'nv'));
  const probabilities = labels.map((label) =>
    firstScheme.classes.map((_, c) => (c === label ? 0.4 : 0.1)),
  );
  return {
    schemaVersion: 1,
    classes: firstScheme.classes,
    imageIds: [...imageIds],
    labels,
    probabilities,
  };
}

/** A study whose first trial predicts its outer fold and, perhaps, one image more. */
async function writeStudy(studyId: string, extra: readonly string[]): Promise<void> {
  const dataset = { name: 'drawn', manifestSha256, ...counts };
  const study = compileStudy(parseStudySpec(body, assertTrainable), body, {
    studyId,
    submittedAt: at,
    dataset,
    foldPlan: plan,
  });
  await createRecord(store, records.foldPlan, { sha256: contentHash(plan) }, plan);
  await createRecord(store, records.study, { studyId }, study);
  const trialId = 'full.f0.s1';
  const tested = plan.assignments.filter(({ fold }) => fold === 0).map((row) => row.imageId);
  const predictions = predict([...tested, ...extra], plan);
  const key = records.predictions.key({ studyId, trialId, attempt: 1 });
  const stored = await replaceRecord(
    store,
    records.predictions,
    { studyId, trialId, attempt: 1 },
    predictions,
  );
  const receipt = receiptOf({
    studyId,
    trialId,
    variant: 'full',
    repeat: 0,
    fold: 0,
    seed: 1,
    manifestSha256,
    foldPlanSha256: contentHash(plan),
    predictions: { key, sha256: stored.sha256 },
    images: { train: 40, validation: 10, test: predictions.imageIds.length },
    evaluation: evaluate(predictions, firstScheme.positive),
  });
  await createRecord(store, records.receipt, { studyId, trialId }, receipt);
}

describe('readStudyResults', () => {
  it('reads a study whose trials kept to their folds', async () => {
    await writeStudy('honest', []);
    const { cells, withPredictions } = await readStudyResults(store, 'honest');
    const read = await withPredictions(cells);
    expect(read.filter(({ predictions }) => predictions !== null)).toHaveLength(1);
  });

  it('refuses predictions that are whole, but not those that the receipt names', async () => {
    await writeStudy('swapped', []);
    const key = records.predictions.key({ studyId: 'swapped', trialId: 'full.f0.s1', attempt: 1 });
    await replaceRecord(
      store,
      records.predictions,
      { studyId: 'swapped', trialId: 'full.f0.s1', attempt: 1 },
      predict([], plan),
    );
    const { cells, withPredictions } = await readStudyResults(store, 'swapped');
    await expect(withPredictions(cells)).rejects.toMatchObject({
      code: 'OBJECT_CORRUPT',
      message: expect.stringContaining(`for ${key}, got `) as string,
    });
  });

  it('refuses a prediction on a sealed image, naming the trial and the image', async () => {
    const [sealed = ''] = sealedImages(plan);
    await writeStudy('peeking', [sealed]);
    const { cells, withPredictions } = await readStudyResults(store, 'peeking');
    await expect(withPredictions(cells)).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringMatching(
        new RegExp(`no prediction on the sealed part for full\\.f0\\.s1, got one of ${sealed}$`),
      ) as string,
    });
  });
});
