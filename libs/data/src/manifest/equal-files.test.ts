import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  firstColumns,
  firstScheme,
  sha256,
  type Manifest,
  type Protocol,
} from '@crossfold/contracts';
import { diagnosisClasses } from '../profiles/ham10000/scheme.js';
import { afterAll, describe, expect, it } from 'vitest';
import { planFolds } from '../fold-plan/fold-plan.js';
import { innerValidationSplit } from '../fold-plan/inner-split.js';
import { assertPlanOf, importFoldPlan } from '../fold-plan/import-fold-plan.js';
import { groupRows } from '../group-rows.js';
import { ingest } from './ingest.js';

const root = await mkdtemp(join(tmpdir(), 'crossfold-equal-'));
afterAll(() => rm(root, { recursive: true }));

/** Files are their text here: equal texts are equal files. */
const inspectImage = async (path: string) => {
  const bytes = await readFile(path);
  return { sha256: sha256(bytes), sizeBytes: bytes.length, widthPx: 4, heightPx: 3 };
};

async function added(
  files: Readonly<Record<string, string>>,
  mapping?: Record<string, 'nv' | null>,
) {
  const dir = await mkdtemp(join(root, 'set-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  const options = mapping ? { mapping: { classes: mapping } } : {};
  const inspectors = { inspectImage, inspectMask: inspectImage };
  return (await ingest(dir, { ...inspectors, ...options })).manifest;
}

const said = ({ problems }: Manifest) =>
  problems.map(({ imageId, kind, decision }) => `${imageId} ${kind} ${decision}`);
const lesions = ({ images }: Manifest) =>
  images.map(({ imageId, groupId }) => `${imageId} ${groupId}`);

const table = (...rows: string[]) =>
  ['lesion_id,image_id,dx,dx_type,age,sex,localization', ...rows].join('\n');

describe('one file under two ids', () => {
  it('is reported, and makes one lesion of two', async () => {
    const manifest = await added({
      'a.jpg': 'same',
      'b.jpg': 'same',
      'c.jpg': 'other',
      'd.jpg': 'fourth',
      'metadata.csv': table('L1,a,nv,,,,', 'L2,b,nv,,,,', 'L2,c,nv,,,,', 'L3,d,mel,,,,'),
    });
    expect(lesions(manifest)).toEqual(['a L1', 'b L1', 'c L1', 'd L3']);
    expect(said(manifest)).toEqual(['a equal-bytes kept', 'b equal-bytes kept']);
    expect(manifest.problems[0]?.detail).toBe('the same file as b; they count as one group');
  });

  it('of two classes cannot be trusted, nor can another image of these lesions', async () => {
    const manifest = await added({
      'a.jpg': 'same',
      'b.jpg': 'same',
      'c.jpg': 'other',
      'd.jpg': 'fourth',
      'metadata.csv': table('L1,a,nv,,,,', 'L2,b,mel,,,,', 'L2,c,mel,,,,', 'L3,d,mel,,,,'),
    });
    expect(lesions(manifest)).toEqual(['d L3']);
    expect(said(manifest)).toEqual(['a', 'b', 'c'].map((id) => `${id} conflicting-label dropped`));
    expect(manifest.problems[0]?.detail).toMatch(/labels mel, nv; the same file as b$/);
  });

  it('of a class that is none of ours cannot be trusted either', async () => {
    const manifest = await added(
      { 'mole/a.jpg': 'same', 'mole/b.jpg': 'own', 'bite/c.jpg': 'same' },
      { mole: 'nv', bite: null },
    );
    expect(manifest.images.map(({ imageId }) => imageId)).toEqual(['mole-b']);
    expect(said(manifest)).toContain('mole-a conflicting-label dropped');
  });

  it('is found in folders of classes, where no table names lesions', async () => {
    const manifest = await added({ 'nv/1.jpg': 'same', 'nv/x/1.jpg': 'same', 'mel/2.jpg': 'own' });
    expect(lesions(manifest)).toEqual(['mel-2 mel-2', 'nv-1 nv-1', 'nv-x/1 nv-1']);
  });
});

/** As it was stored before: equal files in lesions of their own. */
const images: Manifest['images'] = diagnosisClasses.flatMap((label) =>
  Array.from({ length: 24 }, (_, i) => ({
    imageId: `${label}-${String(i).padStart(2, '0')}`,
    groupId: `${label}-L${i}`,
    label,
    metadata: {},
    maskSha256: null,
    // The first twelve are six files under two ids each.
    sha256: sha256(`${label}-${i < 12 ? i >> 1 : i}`),
    sizeBytes: 1,
    widthPx: 1,
    heightPx: 1,
  })),
);
const manifest: Manifest = {
  schemaVersion: 2,
  ...firstScheme,
  columns: firstColumns,
  layout: 'folder',
  licence: '',
  source: '',
  images,
  problems: [],
};
const manifestSha256 = 'a'.repeat(64);
const optionsOf = (protocol: Protocol) =>
  ({ protocol, folds: 3, repeats: 2, seed: 3, sealedShare: 0.2 }) as const;

function partsOfFiles(rows: ReturnType<typeof planFolds>['assignments']) {
  const hashes = new Map(images.map((image) => [image.imageId, image.sha256]));
  const files = groupRows(rows, ({ imageId }) => hashes.get(imageId));
  return [...files.values()].map(
    (copies) => new Set(copies.map(({ fold, repeatFolds = [] }) => [fold, ...repeatFolds].join())),
  );
}

describe('a fold plan of a manifest with one file under two ids', () => {
  it.each(['grouped', 'dedup', 'image'] as const)('keeps it on one side (%s)', (protocol) => {
    const plan = planFolds({ ...firstScheme, images }, optionsOf(protocol), manifestSha256);
    expect(partsOfFiles(plan.assignments).every(({ size }) => size === 1)).toBe(true);
    expect(plan.assignments.filter(({ group }) => group !== undefined)).toHaveLength(6 * 7);
    expect(() => assertPlanOf(plan, manifest, manifestSha256)).not.toThrow();
    const parts = innerValidationSplit(plan, 1, 5, 0.2);
    const validated = new Set(
      parts.validation.map((id) => images.find((i) => i.imageId === id)?.sha256),
    );
    const trained = parts.train.map((id) => images.find((i) => i.imageId === id)?.sha256);
    expect(trained.some((hash) => validated.has(hash))).toBe(false);
  });

  it('is the plan of before where no file repeats', () => {
    const own = images.map((image) => ({ ...image, sha256: sha256(image.imageId) }));
    const bare = images.map(({ imageId, groupId, label }) => ({ imageId, groupId, label }));
    for (const protocol of ['grouped', 'dedup', 'image'] as const) {
      const options = optionsOf(protocol);
      expect(planFolds({ ...firstScheme, images: own }, options, null)).toEqual(
        planFolds({ ...firstScheme, images: bare }, options, null),
      );
    }
  });

  it('is refused where the file has two diagnoses', () => {
    const [first, ...rest] = images;
    const other = images.find(({ label }) => label === 'nv');
    if (!first || !other) throw new Error('expected images');
    const mixed = [{ ...first, sha256: other.sha256 }, ...rest];
    expect(() => planFolds({ ...firstScheme, images: mixed }, optionsOf('grouped'), null)).toThrow(
      /the same file under several/,
    );
  });

  it('is refused where it was made elsewhere, or earlier, and parts the copies', () => {
    const foreign = images.map(({ imageId }, i) => ({ imageId, fold: i % 3 }));
    const imported = (protocol: Protocol) =>
      importFoldPlan(foreign, manifest, { protocol, manifestSha256 });
    expect(() => imported('grouped')).toThrow(/lesion \S+ crosses/);
    expect(imported('image').leak.leakedImages).toBe(12 * 7);
    const bare = images.map(({ imageId, groupId, label }) => ({ imageId, groupId, label }));
    const earlier = planFolds(
      { ...firstScheme, images: bare },
      optionsOf('grouped'),
      manifestSha256,
    );
    expect(() => assertPlanOf(earlier, manifest, manifestSha256)).toThrow(/some are the same file/);
  });
});
