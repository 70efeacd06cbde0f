import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256, type Manifest } from '@crossfold/contracts';
import { afterAll, describe, expect, it } from 'vitest';
import { planFolds } from '../fold-plan/fold-plan.js';
import { ingest, type IngestOptions } from '../manifest/ingest.js';
import { readLabelledRows } from './labelled-rows.js';

const root = await mkdtemp(join(tmpdir(), 'crossfold-labels-'));
afterAll(() => rm(root, { recursive: true }));

/** Files are their text here. */
const inspectImage = async (path: string) => {
  const bytes = await readFile(path);
  return { sha256: sha256(bytes), sizeBytes: bytes.length, widthPx: 4, heightPx: 3 };
};

async function added(
  files: Readonly<Record<string, string>>,
  options: Partial<IngestOptions> = {},
): Promise<Manifest> {
  const dir = await mkdtemp(join(root, 'set-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  return (await ingest(dir, { inspectImage, inspectMask: inspectImage, ...options })).manifest;
}

/** `count` images of each label, in a folder each. */
function folders(labels: readonly string[], count = 2): Record<string, string> {
  return Object.fromEntries(
    labels.flatMap((label) =>
      Array.from({ length: count }, (_, i) => [`${label}/${i}.png`, `${label} ${i}`]),
    ),
  );
}

/** A table `file,kind,batch_id,weight,note` beside images, two of each of the labels. */
function tabled(labels: readonly string[]): Record<string, string> {
  const rows = labels.flatMap((label, c) =>
    [0, 1].map((i) => `${c}-${i}.png,${label},B${(c + i) % 3},${c + i / 2},free text`),
  );
  const images = labels.flatMap((label, c) =>
    [0, 1].map((i) => [`photos/${c}-${i}.png`, `${label} ${i}`] as const),
  );
  const table = ['file,kind,batch_id,weight,note', ...rows].join('\n');
  return { 'list.csv': table, ...Object.fromEntries(images) };
}

describe('a folder for each class', () => {
  it('is a data set of these classes, each image a group of its own', async () => {
    const manifest = await added(folders(['cat', 'dog', 'Ünlü']));
    expect(manifest).toMatchObject({
      schemaVersion: 2,
      layout: 'class-folders',
      classes: ['cat', 'dog', 'Ünlü'],
      classTitles: {},
      positive: null,
      group: null,
      columns: [],
      problems: [],
    });
    expect(manifest.images.map(({ imageId, groupId }) => imageId === groupId)).toEqual(
      manifest.images.map(() => true),
    );
  });

  it('orders classes that are numbers by number', async () => {
    const labels = Array.from({ length: 12 }, (_, i) => String(i));
    expect((await added(folders(labels))).classes).toEqual(labels);
  });

  it('takes positive classes, and names the nearest one', async () => {
    const { positive } = await added(folders(['cat', 'dog', 'cow']), { positive: ['cat', 'cow'] });
    expect(positive).toEqual({ title: 'positive', classes: ['cat', 'cow'] });
    const only = await added(folders(['cat', 'dog']), { positive: ['cat'] });
    expect(only.positive?.title).toBe('cat');
    await expect(added(folders(['cat', 'dog']), { positive: ['cats'] })).rejects.toThrow(
      /got "cats"; did you mean "cat"\?/,
    );
  });

  it('named as those of a profile has its titles, unless told otherwise', async () => {
    const known = await added(folders(['mel', 'NV']));
    expect(known.classes).toHaveLength(7);
    expect(known.positive).toMatchObject({ title: 'malignant' });
    const own = await added(folders(['mel', 'NV']), { profile: 'none' });
    expect(own).toMatchObject({ classes: ['NV', 'mel'], positive: null, group: null });
  });

  it.each([
    ['a class of one image', { ...folders(['a', 'b']), 'c/1.png': 'c' }, /c has 1/],
    ['a class alone', folders(['a']), /folder for each class/],
    ['parts of a data set', folders(['train', 'test']), /expected a folder for each class/],
    [
      'more than 1,000 classes',
      folders(Array.from({ length: 1001 }, (_, i) => `c${i}`)),
      /expected 2 to 1,000 classes, got 1001/,
    ],
  ])('is refused with %s', async (_, files, message) => {
    const error = await added(files).then(
      () => null,
      (thrown: unknown) => thrown as Error & { remedy: string },
    );
    expect(error).toMatchObject({ code: 'DATASET_INVALID' });
    expect(`${error?.message} ${error?.remedy}`).toMatch(message);
  });
});

describe('a table with a column of labels', () => {
  const files = tabled(['red', 'green', 'blue']);

  it('names images, groups and free columns', async () => {
    const manifest = await added(files, { table: { labels: 'kind', group: 'batch_id' } });
    expect(manifest).toMatchObject({
      layout: 'table',
      classes: ['blue', 'green', 'red'],
      positive: null,
      group: { one: 'batch', many: 'batches', labels: 'any' },
      columns: [
        { name: 'weight', type: 'number' },
        { name: 'note', type: 'text' },
      ],
      problems: [],
    });
    expect(manifest.images[0]).toMatchObject({
      imageId: '0-0',
      groupId: 'B0',
      label: 'red',
      metadata: { weight: 0, note: 'free text' },
    });
  });

  it('keeps groups whose images have several labels, and deals them whole', async () => {
    const labels = ['x', 'y'];
    const rows = Array.from({ length: 80 }, (_, i) => `${i}.png,${labels[i % 2]},P${i >> 2}`);
    const images = rows.map((row, i) => [`${i}.png`, row] as const);
    const table = ['id,label,patient', ...rows].join('\n');
    const manifest = await added(
      { 'list.csv': table, ...Object.fromEntries(images) },
      { table: { labels: 'label', group: 'patient' } },
    );
    expect(manifest.group).toEqual({ one: 'patient', many: 'patients', labels: 'any' });
    expect(manifest.images).toHaveLength(80);
    const options = { protocol: 'grouped', folds: 4, seed: 1, sealedShare: 0.2 } as const;
    expect(planFolds(manifest, options, null).leak.leakedImages).toBe(0);
  });

  it('drops a file that has two labels', async () => {
    const table = ['id,label,g', 'a,x,1', 'b,y,1', 'c,x,2', 'd,x,2', 'e,y,3', 'f,y,3'].join('\n');
    const images = { 'a.png': 'same', 'b.png': 'same', 'c.png': 'c', 'd.png': 'd' };
    const more = { 'e.png': 'e', 'f.png': 'f' };
    const manifest = await added(
      { 'list.csv': table, ...images, ...more },
      { table: { labels: 'label', group: 'g' } },
    );
    expect(manifest.images.map(({ imageId }) => imageId)).toEqual(['c', 'd', 'e', 'f']);
    expect(manifest.problems.map(({ imageId, kind }) => `${imageId} ${kind}`)).toEqual([
      'a conflicting-label',
      'b conflicting-label',
    ]);
  });

  it.each([
    ['the nearest column of labels', { labels: 'kinds' }, /"kinds" in list.csv.*mean "kind"\?/],
    ['the nearest column of groups', { labels: 'kind', group: 'batch' }, /column "batch"/],
    ['one class only', { labels: 'note' }, /got one only: free text/],
    ['labels of one image', { labels: 'weight' }, /two images or more of each class/],
    ['no column that names images', { labels: 'kind', image: 'weights' }, /did you mean "weight"/],
  ])('is refused with %s', async (_, table, message) => {
    await expect(added(files, { table })).rejects.toThrow(message);
  });

  it('is refused where no column names an image', async () => {
    const { 'list.csv': table = '' } = files;
    const renamed = { 'list.csv': table.replaceAll(/\d-\d\.png/g, 'x.png'), 'a.png': 'a' };
    await expect(added(renamed, { table: { labels: 'kind' } })).rejects.toThrow(
      /expected a column of list.csv that names the images/,
    );
  });

  it('is found among several, or said', async () => {
    const both = { ...files, 'other.csv': 'file,kind\n0-0.png,red\n' };
    await expect(added(both, { table: { labels: 'kind' } })).rejects.toThrow(/--table|list.csv/);
    const said = await added(both, { table: { labels: 'kind', table: 'list.csv' } });
    expect(said.images).toHaveLength(6);
    const unlike = { ...files, 'other.csv': 'file,colour\n0-0.png,red\n' };
    expect((await added(unlike, { table: { labels: 'kind' } })).images).toHaveLength(6);
  });
});

describe('a thousand classes', () => {
  it('are planned and split like few', async () => {
    const names = Array.from({ length: 1000 }, (_, i) => `c${String(i).padStart(4, '0')}`);
    const manifest = await added(folders(names, 3));
    expect(manifest.classes).toEqual(names);
    const options = { protocol: 'grouped', folds: 3, seed: 1, sealedShare: 0 } as const;
    const { assignments } = planFolds(manifest, options, null);
    expect(new Set(assignments.map(({ label }) => label)).size).toBe(1000);
  });
});

describe('a table that is planned without its images', () => {
  const rows = ['cat', 'dog'].flatMap((label) =>
    Array.from(
      { length: 12 },
      (_, i) => `${label}-${i}.png;${label};L${Math.floor(i / 2)}${label}`,
    ),
  );

  async function read(header: string, lines: readonly string[], columns: object) {
    const path = join(await mkdtemp(join(root, 'table-')), 'rows.csv');
    await writeFile(path, [header, ...lines].join('\n'));
    return readLabelledRows(path, { labels: 'kind', ...columns });
  }

  it('has the classes of its labels and the groups of its column', async () => {
    const found = await read('file;kind;litter_id', rows, { group: 'litter_id' });
    expect(found.scheme).toMatchObject({ classes: ['cat', 'dog'], group: { one: 'litter' } });
    expect(found.rows[0]).toMatchObject({ imageId: 'cat-0.png', label: 'cat', groupId: 'L0cat' });
    const options = { protocol: 'grouped', folds: 3, seed: 0, sealedShare: 0 } as const;
    const plan = planFolds({ ...found.scheme, images: found.rows }, options, null);
    const placed = new Set(plan.assignments.map(({ groupId, fold }) => `${groupId} ${fold}`));
    expect(placed.size).toBe(12);
  });

  it('has images as groups where no column says more, and drops a row without a label', async () => {
    const found = await read('file;kind;litter_id', [...rows, 'lost.png;;L9'], {});
    expect(found.scheme.group).toBeNull();
    expect(found.rows.map(({ imageId, groupId }) => imageId === groupId)).toEqual(
      rows.map(() => true),
    );
    expect(found.problems.map(({ imageId }) => imageId)).toEqual(['lost.png']);
  });

  it('names the nearest column, and asks for the one that names the image', async () => {
    const columns = { group: 'litter' };
    await expect(read('file;kind;litter_id', rows, columns)).rejects.toThrow(
      'got none; did you mean "litter_id"?',
    );
    await expect(read('file;kind;litter_id', [...rows, ...rows], {})).rejects.toMatchObject({
      remedy: 'Say which column names the image: --image COLUMN.',
    });
  });
});
