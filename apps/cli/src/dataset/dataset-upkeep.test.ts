import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import {
  byteObjects,
  contentHash,
  firstScheme,
  manifestSchema,
  records,
  sha256,
  variantConfigSchema,
  type ImageRecord,
  type Manifest,
} from '@crossfold/contracts';
import { diffManifests, planFolds } from '@crossfold/data';
import { synthesise } from '@crossfold/data/images';
import {
  createFileStore,
  createRecord,
  listDatasets,
  readBlob,
  type ObjectStore,
} from '@crossfold/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTerminal } from '../terminal/terminal.js';
import { addDataset } from './add-dataset.js';
import { findDataset } from './find-dataset.js';
import { planRemoval, removeDataset } from './remove-dataset.js';
import { verifyDataset } from './verify-dataset.js';

const drawn = {
  images: 8,
  seed: 3,
  shares: 'mild',
  difficulty: 0,
  masks: true,
  widthPx: 120,
} as const;
const part1 = 'HAM10000_images_part_1';

const root = await mkdtemp(join(tmpdir(), 'crossfold-upkeep-'));
const folder = join(root, 'drawn');
beforeAll(() => synthesise(folder, drawn));
afterAll(() => rm(root, { recursive: true, force: true }));

async function emptyStore(): Promise<ObjectStore> {
  return createFileStore({ kind: 'file', dir: await mkdtemp(join(root, 'store-')) });
}

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
const terminal = createTerminal(
  { stdout: nowhere, stderr: nowhere },
  { json: false, environment: {} },
);

function add(
  store: ObjectStore,
  dir: string,
  name: string,
  options: { readonly reference?: boolean; readonly replace?: boolean } = {},
) {
  const { signal } = new AbortController();
  return addDataset(dir, { name, store, terminal, signal, ...options });
}

async function keys(store: ObjectStore, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list(prefix)) found.push(key);
  return found;
}

/** The folder with one image and its row taken away. */
async function withoutOneImage(name: string): Promise<{ dir: string; imageId: string }> {
  const dir = join(root, name);
  await cp(folder, dir, { recursive: true });
  const [file = ''] = await readdir(join(dir, part1));
  const imageId = file.replace('.jpg', '');
  await rm(join(dir, part1, file));
  const table = join(dir, 'HAM10000_metadata.csv');
  const lines = (await readFile(table, 'utf8')).split('\n');
  await writeFile(table, lines.filter((line) => !line.includes(imageId)).join('\n'));
  return { dir, imageId };
}

/** A store that takes so many files and then breaks; `settled` waits for writes under way. */
function breakingStore(store: ObjectStore, files: number) {
  const writes: Promise<unknown>[] = [];
  const put: ObjectStore['put'] = (key, body, options) => {
    if (key.startsWith(byteObjects.blob.prefix({})) && writes.length >= files) {
      return Promise.reject(new Error('the network is gone'));
    }
    const write = store.put(key, body, options);
    writes.push(write);
    return write;
  };
  return { broken: { ...store, put }, settled: () => Promise.all(writes) };
}

/** A study that rests on a manifest, as far as removal looks at it. */
async function addStudy(store: ObjectStore, manifest: Manifest): Promise<string> {
  const foldPlan = { sha256: 'a'.repeat(64), leak: { leakedImages: 0, poolImages: 1 } };
  const config = variantConfigSchema.parse({});
  const variant = { name: 'full', role: 'baseline', removedComponent: null, config } as const;
  const study = {
    schemaVersion: 4 as const,
    studyId: 'busy-1',
    name: 'busy',
    submittedAt: new Date().toISOString(),
    dataset: { name: 'drawn', manifestSha256: contentHash(manifest) },
    foldPlan: {
      ...foldPlan,
      options: { protocol: 'grouped' as const, folds: 2, seed: 0, sealedShare: 0 },
    },
    seeds: [1],
    variants: [{ ...variant, configSha256: 'b'.repeat(64) }],
    ensemble: null,
    spec: {},
  };
  await createRecord(store, records.study, { studyId: study.studyId }, study);
  return study.studyId;
}

/** The folder with the class of one of its lesions changed. */
async function withOtherClass(name: string, of: Manifest): Promise<string> {
  const dir = join(root, name);
  await cp(folder, dir, { recursive: true });
  const [{ groupId, label }] = of.images as [ImageRecord];
  const table = join(dir, 'HAM10000_metadata.csv');
  const lines = (await readFile(table, 'utf8')).split('\n');
  const changed = lines.map((line) =>
    line.startsWith(`${groupId},`)
      ? line.replace(`,${label},`, label === 'nv' ? ',mel,' : ',nv,')
      : line,
  );
  await writeFile(table, changed.join('\n'));
  return dir;
}

describe('adding a data set', () => {
  it('changes nothing the second time', async () => {
    const store = await emptyStore();
    const first = await add(store, folder, 'drawn');
    expect(first).toMatchObject({ uploaded: 16, unchanged: false });
    const [pointer] = await listDatasets(store);
    const second = await add(store, folder, 'drawn');
    expect(second).toMatchObject({ uploaded: 0, unchanged: true });
    expect(await listDatasets(store)).toEqual([pointer]);
    expect(await keys(store, 'manifests/')).toHaveLength(1);
  });

  it('goes on with the missing files after an upload that broke off', async () => {
    const store = await emptyStore();
    const { broken, settled } = breakingStore(store, 5);
    await expect(add(broken, folder, 'drawn')).rejects.toThrow('the network is gone');
    await settled();
    expect(await listDatasets(store)).toEqual([]);
    expect(await keys(store, byteObjects.blob.prefix({}))).toHaveLength(5);
    expect(await add(store, folder, 'drawn')).toMatchObject({ uploaded: 11 });
    expect(await keys(store, byteObjects.blob.prefix({}))).toHaveLength(16);
  });

  it('keeps the versions before under their hash', async () => {
    const store = await emptyStore();
    const { pointer: first } = await add(store, folder, 'drawn');
    const { dir, imageId } = await withoutOneImage('smaller');
    const { pointer: second } = await add(store, dir, 'drawn', { replace: true });
    expect(second.previous).toEqual([
      { manifestSha256: first.manifestSha256, addedAt: first.addedAt },
    ]);
    const before = await findDataset(store, `drawn@${first.manifestSha256.slice(0, 8)}`);
    const after = await findDataset(store, 'drawn');
    expect(diffManifests(before.manifest, after.manifest)).toMatchObject({
      added: [],
      removed: [imageId],
      changed: [],
      facts: [],
    });
    await expect(findDataset(store, 'drawn@0')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(findDataset(store, 'drwan')).rejects.toThrow('did you mean "drawn"?');
  });
});

describe('adding another content under a known name', () => {
  it('is refused, says what would change and who keeps the former, and stores nothing', async () => {
    const store = await emptyStore();
    const { manifest, pointer } = await add(store, folder, 'drawn');
    const studyId = await addStudy(store, manifest);
    const relabelled = await withOtherClass('relabelled', manifest);
    const images = manifest.images.filter((image) => image.groupId === manifest.images[0]?.groupId);
    const before = await keys(store, '');
    await expect(add(store, relabelled, 'drawn')).rejects.toMatchObject({
      code: 'CONFLICT',
      problems: [
        `0 images would be added, 0 removed, ${images.length} relabelled, 0 changed otherwise`,
        `study ${studyId} keeps the former manifest ${pointer.manifestSha256.slice(0, 12)}`,
      ],
      remedy: expect.stringContaining('--replace') as string,
    });
    const { dir: smaller } = await withoutOneImage('fewer');
    await expect(add(store, smaller, 'drawn')).rejects.toMatchObject({
      problems: expect.arrayContaining([
        '0 images would be added, 1 removed, 0 relabelled, 0 changed otherwise',
      ]) as string[],
    });
    expect(await keys(store, '')).toEqual(before);
    expect(await listDatasets(store)).toEqual([pointer]);
  });

  it('replaces it when told to, and says what changed', async () => {
    const store = await emptyStore();
    const { dir } = await withoutOneImage('little');
    const { pointer } = await add(store, dir, 'drawn');
    const { replaced } = await add(store, folder, 'drawn', { replace: true });
    expect(replaced).toEqual({
      manifestSha256: pointer.manifestSha256,
      changes: { added: 1, removed: 0, relabelled: 0, otherwise: 0 },
      studies: [],
    });
    expect((await add(store, folder, 'drawn')).replaced).toBeNull();
  });

  it('can be told to where the former manifest is lost', async () => {
    const store = await emptyStore();
    const { pointer } = await add(store, folder, 'drawn');
    await store.delete(records.manifest.key({ sha256: pointer.manifestSha256 }));
    expect(await add(store, folder, 'drawn')).toMatchObject({ unchanged: true });
    await store.put(records.manifest.key({ sha256: pointer.manifestSha256 }), Buffer.from('{'));
    const { dir } = await withoutOneImage('after-loss');
    await expect(add(store, dir, 'drawn')).rejects.toMatchObject({
      code: 'CONFLICT',
      problems: [expect.stringMatching(/former manifest \w+ cannot be read/)],
    });
    expect(await add(store, dir, 'drawn', { replace: true })).toMatchObject({ unchanged: false });
  });

  it('is refused where the name came to stand for something meanwhile', async () => {
    const store = await emptyStore();
    const { dir } = await withoutOneImage('rival');
    const overtaken: ObjectStore = {
      ...store,
      async put(key, body, options) {
        const isFirst = (await listDatasets(store)).length === 0;
        if (key.startsWith('manifests/') && isFirst) await add(store, dir, 'drawn');
        return store.put(key, body, options);
      },
    };
    await expect(add(overtaken, folder, 'drawn')).rejects.toMatchObject({ code: 'CONFLICT' });
    const { manifest } = await findDataset(store, 'drawn');
    expect(manifest.images).toHaveLength(7);
  });
});

describe('verifying a data set', () => {
  it('finds it whole, then names what is missing and what is corrupt', async () => {
    const store = await emptyStore();
    const { manifest, pointer } = await add(store, folder, 'drawn');
    const verify = () => verifyDataset(store, pointer.manifestSha256, manifest, () => undefined);
    expect(await verify()).toEqual({ manifestIntact: true, files: 16, damaged: [] });
    const [first, second] = manifest.images as [ImageRecord, ImageRecord];
    await store.delete(byteObjects.blob.key({ sha256: first.sha256 }));
    await store.put(byteObjects.blob.key({ sha256: second.sha256 }), Buffer.from('other bytes'));
    expect(new Set((await verify()).damaged)).toEqual(
      new Set([
        { sha256: first.sha256, kind: 'missing', imageIds: [first.imageId] },
        { sha256: second.sha256, kind: 'corrupt', imageIds: [second.imageId] },
      ]),
    );
    await store.put(records.manifest.key({ sha256: pointer.manifestSha256 }), Buffer.from('{}'));
    expect(await verify()).toMatchObject({ manifestIntact: false });
  });
});

describe('diffManifests', () => {
  it('names the fields that changed, and facts of the whole set', async () => {
    const store = await emptyStore();
    const { manifest } = await add(store, folder, 'drawn');
    const after = structuredClone(manifest);
    const image = after.images[2] as ImageRecord;
    image.label = image.label === 'nv' ? 'mel' : 'nv';
    after.licence = 'CC0';
    expect(diffManifests(manifest, after)).toEqual({
      added: [],
      removed: [],
      changed: [
        {
          imageId: image.imageId,
          fields: [{ field: 'label', before: manifest.images[2]?.label, after: image.label }],
        },
      ],
      facts: [{ field: 'licence', before: 'not stated', after: 'CC0' }],
    });
  });
});

describe('removing a data set', () => {
  it('takes everything that no other data set has, and only that', async () => {
    const store = await emptyStore();
    await add(store, folder, 'drawn');
    const { dir } = await withoutOneImage('shared');
    const kept = await add(store, dir, 'kept');
    const removal = await planRemoval(store, 'drawn');
    expect(removal).toMatchObject({ sharedFiles: 14, studies: [] });
    expect(removal.files).toHaveLength(2);
    expect(removal.sizeBytes).toBeGreaterThan(1000);
    await removeDataset(store, removal, { force: false });
    expect((await listDatasets(store)).map(({ name }) => name)).toEqual(['kept']);
    expect(await keys(store, byteObjects.blob.prefix({}))).toHaveLength(14);
    const { pointer, manifest } = kept;
    const left = await verifyDataset(store, pointer.manifestSha256, manifest, () => undefined);
    expect(left.damaged).toEqual([]);
  });

  it('takes the fold plans of the manifest, and no other', async () => {
    const store = await emptyStore();
    const { manifest, pointer } = await add(store, folder, 'drawn');
    const classes = manifest.images.map(({ label }) => label);
    const rows = classes.flatMap((label, i) =>
      [0, 1].map((copy) => ({
        imageId: `${label}${i}${copy}`,
        groupId: `${label}${i}${copy}`,
        label,
      })),
    );
    const options = { protocol: 'grouped', folds: 2, seed: 0, sealedShare: 0 } as const;
    const all = [pointer.manifestSha256, null].map((sha256) =>
      planFolds({ ...firstScheme, images: rows }, options, sha256),
    );
    for (const plan of all) {
      await createRecord(store, records.foldPlan, { sha256: contentHash(plan) }, plan);
    }
    const removal = await planRemoval(store, 'drawn');
    expect(removal.foldPlans).toEqual([contentHash(all[0])]);
    await removeDataset(store, removal, { force: false });
    expect(await keys(store, records.foldPlan.prefix({}))).toEqual([
      records.foldPlan.key({ sha256: contentHash(all[1]) }),
    ]);
  });

  it('removes a set whose manifest is lost, beside a damaged fold plan', async () => {
    const store = await emptyStore();
    const { pointer } = await add(store, folder, 'drawn');
    await store.delete(records.manifest.key({ sha256: pointer.manifestSha256 }));
    await store.put(records.foldPlan.key({ sha256: 'e'.repeat(64) }), Buffer.from('{'));
    const removal = await planRemoval(store, 'drawn');
    expect(removal).toMatchObject({ unreadableManifests: [pointer.manifestSha256], files: [] });
    await removeDataset(store, removal, { force: false });
    expect(await listDatasets(store)).toEqual([]);
  });

  it('removes nothing where it cannot know which files another set shares', async () => {
    const store = await emptyStore();
    await add(store, folder, 'drawn');
    const { dir } = await withoutOneImage('lost');
    const { pointer } = await add(store, dir, 'other');
    await store.delete(records.manifest.key({ sha256: pointer.manifestSha256 }));
    await expect(planRemoval(store, 'drawn')).rejects.toMatchObject({
      code: 'OBJECT_CORRUPT',
      message: expect.stringContaining(pointer.manifestSha256.slice(0, 12)) as string,
    });
  });

  it('takes a study that cannot be read for one that uses it', async () => {
    const store = await emptyStore();
    const { manifest } = await add(store, folder, 'drawn');
    await store.put(records.study.key({ studyId: 'torn-1' }), Buffer.from('{'));
    const removal = await planRemoval(store, 'drawn');
    expect(removal).toMatchObject({ studies: [], unreadableStudies: ['torn-1'] });
    await expect(removeDataset(store, removal, { force: false })).rejects.toMatchObject({
      problems: ['perhaps used by study torn-1: cannot be read'],
    });
    // What else is added is not kept from it.
    const relabelled = await withOtherClass('beside-torn', manifest);
    await expect(add(store, relabelled, 'drawn')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('refuses while a study uses it, says what would go, and obeys force', async () => {
    const store = await emptyStore();
    const { manifest } = await add(store, folder, 'drawn');
    const studyId = await addStudy(store, manifest);
    const removal = await planRemoval(store, 'drawn');
    expect(removal.studies).toEqual([studyId]);
    await expect(removeDataset(store, removal, { force: false })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('16 file(s)') as string,
      problems: [`used by study ${studyId}`],
    });
    expect(await keys(store, byteObjects.blob.prefix({}))).toHaveLength(16);
    expect(manifestSchema.parse(manifest)).toEqual((await findDataset(store, 'drawn')).manifest);
    await removeDataset(store, removal, { force: true });
    for (const prefix of [records.dataset.prefix({}), 'manifests/', byteObjects.blob.prefix({})]) {
      expect(await keys(store, prefix)).toEqual([]);
    }
    expect(await keys(store, records.study.prefix({}))).toHaveLength(1);
  });
});

describe('a data set that refers to its files', () => {
  let store: ObjectStore;
  let place: string;
  let added: Awaited<ReturnType<typeof add>>;

  beforeEach(async () => {
    store = await emptyStore();
    place = join(await mkdtemp(join(root, 'place-')), 'drawn');
    await cp(folder, place, { recursive: true });
    added = await add(store, place, 'placed', { reference: true });
  });

  const check = async () => {
    const { manifestSha256, manifest } = await findDataset(store, 'placed');
    return verifyDataset(store, manifestSha256, manifest, () => undefined);
  };
  const pathOf = async () => join(place, part1, (await readdir(join(place, part1)))[0] ?? '');

  it('copies nothing, has the manifest of a copy, and is added once', async () => {
    expect(added).toMatchObject({ uploaded: 0, referenced: 16, unchanged: false });
    expect(await keys(store, byteObjects.blob.prefix({}))).toEqual([]);
    const copied = await add(await emptyStore(), folder, 'drawn');
    expect(added.pointer.manifestSha256).toBe(copied.pointer.manifestSha256);
    expect(await add(store, place, 'placed', { reference: true })).toMatchObject({
      referenced: 0,
      unchanged: true,
    });
    expect(await check()).toMatchObject({ manifestIntact: true, damaged: [] });
  });

  it('refuses a file that has changed or moved, by its path and with the remedy', async () => {
    const path = await pathOf();
    const { manifest } = await findDataset(store, 'placed');
    const bytes = await readFile(path);
    const hash = sha256(bytes);
    expect(manifest.images.map((image) => image.sha256)).toContain(hash);
    await writeFile(path, Buffer.concat([bytes, Buffer.from('x')]));
    await expect(readBlob(store, hash)).rejects.toMatchObject({
      code: 'OBJECT_CORRUPT',
      message: expect.stringContaining(path) as string,
      remedy: expect.stringContaining('crossfold dataset add DIR') as string,
    });
    expect((await check()).damaged).toMatchObject([{ sha256: hash, kind: 'corrupt' }]);
    await rm(path);
    await expect(readBlob(store, hash)).rejects.toMatchObject({
      code: 'OBJECT_MISSING',
      message: expect.stringContaining(path) as string,
      remedy: expect.stringContaining('mount its folder') as string,
    });
    expect((await check()).damaged).toMatchObject([{ sha256: hash, kind: 'missing' }]);
    await writeFile(path, bytes);
    expect((await check()).damaged).toEqual([]);
  });

  it('follows a folder that moved when it is added again, and yields to copies', async () => {
    const moved = `${place}-moved`;
    await rename(place, moved);
    expect((await check()).damaged).toHaveLength(16);
    expect(await add(store, moved, 'placed', { reference: true })).toMatchObject({
      referenced: 16,
    });
    expect((await check()).damaged).toEqual([]);
    expect(await add(store, moved, 'placed')).toMatchObject({ uploaded: 16, referenced: 0 });
    await rm(moved, { recursive: true });
    expect((await check()).damaged).toEqual([]);
  });

  it('is removed with its references, and nothing of what it refers to', async () => {
    const other = await emptyStore();
    await add(other, folder, 'placed', { reference: true });
    await removeDataset(other, await planRemoval(other, 'placed'), { force: false });
    expect(await keys(other, '')).toEqual([]);
    expect((await readdir(join(folder, part1))).length).toBeGreaterThan(0);
  });
});
