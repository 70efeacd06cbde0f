import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  byteObjects,
  contentHash,
  defaultCoverage,
  ensembleConfigSchema,
  sha256,
  variantConfigSchema,
  type Manifest,
} from '@crossfold/contracts';
import { planFolds, sealedImages } from '@crossfold/data';
import { GraphCache } from '@crossfold/graph/tensorflow';
import { randomStream } from '@crossfold/random';
import { createFileStore } from '@crossfold/storage';
import { afterAll, describe, expect, it } from 'vitest';
import { trainOneTrial } from '../trial/train-one-trial.js';
import { openTrialImages } from '../trial/trial-images.js';
import { weighMembers } from './ensemble-members.js';
import { predictSetsWithMember } from './predict-with-member.js';
import { measureSealedCoverage } from './sealed-coverage.js';

const dir = await mkdtemp(join(tmpdir(), 'crossfold-coverage-'));
const store = createFileStore({ kind: 'file', dir: join(dir, 'store') });
afterAll(() => rm(dir, { recursive: true }));

const sizePx = 16;
const count = 1400;
const classes = ['dark', 'middle', 'light'];
const variant = {
  model: { backbone: 'tiny', imageSizePx: sizePx, hiddenUnits: [8], dropout: 0 },
  augmentation: null,
  training: {
    batchSize: 32,
    earlyStopping: null,
    stages: [{ name: 'all', trainable: 'all', epochs: 10, learningRate: 0.01 }],
  },
};

/** A bitmap in one tone with noise; the tones of neighbouring classes overlap. */
function drawPicture(label: number, key: number): Buffer {
  const random = randomStream('tone', key);
  const tone = 70 + 50 * label + 30 * random.normal();
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(54 + sizePx * sizePx * 3, 2);
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(sizePx, 18);
  header.writeInt32LE(sizePx, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  const pixels = Uint8Array.from({ length: sizePx * sizePx * 3 }, () =>
    Math.min(255, Math.max(0, tone + random.integer(40))),
  );
  return Buffer.concat([header, pixels]);
}

async function drawManifest(): Promise<Manifest> {
  const images: Manifest['images'] = [];
  for (let i = 0; i < count; i++) {
    const bytes = drawPicture(i % 3, i);
    const imageId = `image-${String(i).padStart(4, '0')}`;
    const hash = sha256(bytes);
    await store.put(byteObjects.blob.key({ sha256: hash }), bytes);
    images.push({
      imageId,
      groupId: imageId,
      label: classes[i % 3] as string,
      metadata: { half: i < count / 2 ? 'first' : 'second' },
      sha256: hash,
      sizeBytes: bytes.length,
      widthPx: sizePx,
      heightPx: sizePx,
      maskSha256: null,
    });
  }
  return {
    schemaVersion: 2,
    classes,
    classTitles: {},
    positive: null,
    group: null,
    columns: [{ name: 'half', type: 'text' }],
    layout: 'drawn',
    licence: '',
    source: '',
    images,
    problems: [],
  };
}

describe('measureSealedCoverage', () => {
  it('finds sets of trained models that cover as asked, within two points at the usual rates', async () => {
    const manifest = await drawManifest();
    const options = { protocol: 'image', folds: 3, seed: 1, sealedShare: 0.5 } as const;
    const plan = planFolds(manifest, options, contentHash(manifest));
    const graphs = new GraphCache();
    const cacheDir = join(dir, 'cache');
    const common = { store, manifest, plan, variant, seed: 1, cacheDir, graphs, studyId: 'tones' };
    const receipts = [];
    for (const fold of [0, 1, 2]) receipts.push(await trainOneTrial({ ...common, fold }));
    const members = weighMembers(receipts, null);
    const imageIds = sealedImages(plan);
    const region = { part: 'full', masks: 'given' } as const;
    const onProgress = () => undefined;
    const opening = { store, cacheDir, manifest, imageIds, sizePx, region, onProgress };
    const images = await openTrialImages(opening);
    const { model } = variantConfigSchema.parse(variant);
    const plain: Float64Array[] = [];
    for (const receipt of receipts) {
      const asked = { model, classes: 3, sets: ['none'] as const, graphs };
      const [found] = await predictSetsWithMember(store, receipt, images, asked);
      plain.push(Float64Array.from(found ?? []));
    }
    await images.close();
    const ensemble = ensembleConfigSchema.parse({ variant: 'full', testTimeAugmentation: 'none' });
    const { labels } = images;
    const part = { manifest, plan, ensemble, imageIds, labels };
    const found = await measureSealedCoverage(store, members, plain, part);
    expect(found).toHaveLength(6);
    for (const { coverage, all, classes: byClass, subgroups } of found ?? []) {
      expect(all.images).toBe(count / 2);
      const excess = all.covered / all.images - coverage;
      expect(excess).toBeGreaterThan(-0.02);
      // Models that disagree cover more than asked, at low rates most (docs/statistics.md).
      if (coverage >= defaultCoverage) expect(excess).toBeLessThan(0.02);
      // Sets that hold all classes would say nothing.
      expect(all.meanSize).toBeLessThan(2.2);
      expect(byClass.reduce((sum, one) => sum + one.covered, 0)).toBe(all.covered);
      expect(subgroups.map(({ value }) => value).toSorted()).toEqual(['first', 'second']);
      expect(subgroups.reduce((sum, one) => sum + one.images, 0)).toBe(all.images);
    }
    const ranks = { ...part, ensemble: { ...ensemble, combination: 'rankMean' as const } };
    expect(await measureSealedCoverage(store, members, plain, ranks)).toBeNull();
    // The ensemble is scored all the same.
    await store.put(receipts[0]?.predictions.key ?? '', Buffer.from('damaged'));
    expect(await measureSealedCoverage(store, members, plain, part)).toBeNull();
  });
});
