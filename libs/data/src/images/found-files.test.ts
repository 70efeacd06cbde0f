import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256, type DatasetMapping, type Manifest } from '@crossfold/contracts';
import { diagnosisClasses } from '../profiles/ham10000/scheme.js';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectImage, inspectMask } from './inspect-image.js';
import { ingest, type IngestOptions } from '../manifest/ingest.js';

const root = await mkdtemp(join(tmpdir(), 'crossfold-found-'));
afterAll(() => rm(root, { recursive: true }));

/** A picture of 64×48 pixels, another for each number. */
function picture(number: number) {
  const pixels = Uint8Array.from({ length: 64 * 48 * 3 }, (_, i) => (i * (number + 7)) % 251);
  return sharp(pixels, { raw: { width: 64, height: 48, channels: 3 } });
}

const jpegs = await Promise.all([...Array(12).keys()].map((i) => picture(i).jpeg().toBuffer()));
const jpeg = (number: number) => jpegs[number] as Buffer;
const whiteMask = await sharp(Buffer.alloc(64 * 48, 255), {
  raw: { width: 64, height: 48, channels: 1 },
})
  .png()
  .toBuffer();

type Files = Readonly<Record<string, string | Buffer>>;

async function folderWith(files: Files): Promise<string> {
  const dir = await mkdtemp(join(root, 'set-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  return dir;
}

async function read(dir: string, options: Partial<IngestOptions> = {}) {
  const { manifest } = await ingest(dir, { inspectImage, inspectMask, ...options });
  return { ...outcomeOf(manifest), manifest };
}

function outcomeOf({ images, problems }: Manifest) {
  return {
    ids: images.map(({ imageId }) => imageId),
    problems: problems
      .filter(({ kind }) => kind !== 'missing-group')
      .map(({ imageId, kind, decision }) => `${imageId} ${kind} ${decision}`),
  };
}

const added = async (files: Files, options: Partial<IngestOptions> = {}) =>
  read(await folderWith(files), options);

const header = 'lesion_id,image_id,dx,dx_type,age,sex,localization';
const ham = (ids: readonly string[]) =>
  [header, ...ids.map((id, i) => `L${i},${id},${diagnosisClasses[i] ?? 'nv'},histo,50,,`)].join(
    '\n',
  );

/** One JPEG in a folder for each class. */
const classFolders: Files = Object.fromEntries(
  diagnosisClasses.map((label, i) => [`${label}/${i}.jpg`, jpeg(i)]),
);
const sevenIds = diagnosisClasses.map((label, i) => `${label}-${i}`);

describe('files of a folder', () => {
  it('are images by their content, whatever they are called', async () => {
    const { ids, problems } = await added({
      'mel/1.jfif': jpeg(1),
      'mel/2.JPE': jpeg(2),
      'mel/3': jpeg(3),
      'mel/4.scan': await picture(4).png().toBuffer(),
      'nv/5.JPG': jpeg(5),
    });
    expect(ids).toEqual(['mel-1', 'mel-2', 'mel-3', 'mel-4.scan', 'nv-5']);
    expect(problems).toEqual([]);
  });

  it('are each a problem where they are no image, so that a strict set is refused', async () => {
    const files = {
      ...classFolders,
      'mel/9.jfif': jpeg(9),
      'mel/10.HEIC': 'stub',
      'nv/notes.xlsx': 'cells',
      'stray.png': jpeg(10),
      'nv/LICENSE.txt': 'text',
      '.hidden': 'text',
    };
    const dir = await folderWith(files);
    await symlink('nowhere.jpg', join(dir, 'nv', 'gone.jpg'));
    const { ids, problems, manifest } = await read(dir);
    expect(ids).toEqual([...sevenIds, 'mel-9'].sort());
    expect(problems).toEqual([
      'mel/10.HEIC unused-file dropped',
      'nv/gone.jpg unused-file dropped',
      'nv/notes.xlsx unused-file dropped',
      'stray.png unused-file dropped',
    ]);
    const heic = manifest.problems.find(({ imageId }) => imageId === 'mel/10.HEIC');
    expect(heic?.detail).toMatch(/format HEIC, which is not read; convert it/);
    await expect(read(dir, { strict: true })).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: expect.stringContaining('4 that would be dropped') as string,
    });
  });

  it('are found by a table under another ending of an image, and under none', async () => {
    const table = ham(['IMG1.jfif', 'IMG2', 'IMG3.jpeg']);
    const files = { 'IMG1.jfif': jpeg(1), IMG2: jpeg(2), 'IMG3.jpg': jpeg(3) };
    const { ids, problems } = await added({ ...files, 'metadata.csv': table });
    expect(ids).toEqual(['IMG1', 'IMG2', 'IMG3']);
    expect(problems).toEqual([]);
  });

  it('are named where a published layout has none, if they are images', async () => {
    const kaggle = {
      'HAM10000_images_part_1/I1.jpg': jpeg(1),
      'HAM10000_metadata.csv': ham(['I1']),
      'hmnist_28_28_RGB.csv': 'pixel0000\n0\n',
    };
    expect((await added(kaggle)).problems).toEqual([]);
    const more = { ...kaggle, 'HAM10000_images_part_3/I3.jpg': jpeg(3) };
    expect((await added(more)).problems).toEqual([
      'HAM10000_images_part_3/I3.jpg unused-file dropped',
    ]);
  });

  it('are no problem where the command itself has read them', async () => {
    const dir = await folderWith({ ...classFolders, 'mapping.yaml': 'classes: {}' });
    const classes = Object.fromEntries(diagnosisClasses.map((label) => [label, label]));
    const mapping: DatasetMapping = { classes };
    expect((await read(dir, { mapping })).problems).toEqual(['mapping.yaml unused-file dropped']);
    const alsoRead = [join(dir, 'mapping.yaml')];
    expect((await read(dir, { mapping, alsoRead })).problems).toEqual([]);
  });

  it('are not sought again through a link to a folder above them', async () => {
    const dir = await folderWith(classFolders);
    await symlink('..', join(dir, 'mel', 'up'));
    const { ids } = await read(dir);
    expect(ids).toEqual(sevenIds);
  });
});

const mapping: DatasetMapping = {
  table: 'list.csv',
  columns: { image: 'path', class: 'label' },
  classes: Object.fromEntries(diagnosisClasses.map((label) => [label, label])),
};
const listOf = (cells: readonly string[]) =>
  ['path,label', ...cells.map((cell, i) => `${cell},${diagnosisClasses[i] ?? 'nv'}`)].join('\n');

describe('a table with paths', () => {
  it('names the file in that folder alone: a mask of the same name is not the image', async () => {
    const images = Object.fromEntries(
      diagnosisClasses.flatMap((_, i) => (i === 4 ? [] : [[`images/${i}.jpg`, jpeg(i)]])),
    );
    const list = listOf(diagnosisClasses.map((_, i) => `images/${i}.jpg`));
    const { ids, problems, manifest } = await added(
      { ...images, 'masks/4.png': whiteMask, 'list.csv': list },
      { mapping },
    );
    expect(ids).toEqual(['0', '1', '2', '3', '5', '6']);
    expect(problems).toEqual(['4 missing-image dropped', 'masks/4 image-without-row dropped']);
    const missing = manifest.problems.find(({ kind }) => kind === 'missing-image');
    expect(missing?.detail).toBe('the folder has no images/4.jpg');
  });

  it('keeps the folders of names that repeat, which may be the patients', async () => {
    const files = {
      'P00/dermoscopy.jpg': jpeg(0),
      'P01/dermoscopy.jpg': jpeg(1),
      'P01/other.jpg': jpeg(2),
      'list.csv': listOf(['P00/dermoscopy.jpg', 'P01\\dermoscopy.jpg', './P01//other.jpg']),
    };
    const patients = { ...mapping, patientFromPath: '^(P\\d+)/' };
    const { ids, problems, manifest } = await added(files, { mapping: patients });
    expect(ids).toEqual(['P00/dermoscopy', 'P01/dermoscopy', 'other']);
    expect(manifest.images.map(({ patientId }) => patientId)).toEqual(['P00', 'P01', 'P01']);
    expect(problems).toEqual([]);
  });

  it.each([
    ['below the folder of the table', 'meta/list.csv', 'pics/1.jpg', 'meta/pics/1.jpg'],
    ['from further above', 'list.csv', '/home/other/study/a/1.jpg', 'a/1.jpg'],
    ['from further below', 'list.csv', 'a/1.jpg', 'deep/a/1.jpg'],
    ['without an ending', 'list.csv', 'a/1', 'a/1.png'],
  ])('finds a file whose path is written %s', async (_, table, cell, path) => {
    const files = { [path]: jpeg(1), 'b/1.jpg': jpeg(2), [table]: listOf([cell]) };
    const { manifest } = await added(files, { mapping: { ...mapping, table } });
    expect(manifest.images.map((image) => image.sha256)).toEqual([sha256(jpeg(1))]);
  });

  it('takes neither of two files where the folders fit both, nor one in another folder', async () => {
    const files = { 'x/a/1.jpg': jpeg(1), 'y/a/1.jpg': jpeg(2), 'z/2.jpg': jpeg(3) };
    const list = listOf(['a/1.jpg', 'w/2.jpg', 'z/2.jpg']);
    const { ids, problems } = await added({ ...files, 'list.csv': list }, { mapping });
    expect(ids).toEqual(['z/2']);
    expect(problems).toContain('1 missing-image dropped');
    expect(problems).toContain('w/2 missing-image dropped');
  });

  it('keeps the folders of patients within those of classes', async () => {
    const files = {
      'mel/P00/dermoscopy.jpg': jpeg(0),
      'mel/P01/dermoscopy.jpg': jpeg(1),
      'nv/P02/dermoscopy.jpg': jpeg(2),
    };
    const { ids } = await added(files);
    expect(ids).toEqual(['mel-P00/dermoscopy', 'mel-P01/dermoscopy', 'nv-dermoscopy']);
    const classes = { mel: 'mel', nv: 'nv' } as const;
    const { manifest } = await added(files, {
      mapping: { classes, lesionFromPath: '^\\w+/(P\\d+)/' },
    });
    expect(manifest.images.map(({ groupId }) => groupId)).toEqual(['P00', 'P01', 'P02']);
  });
});

describe('names and layouts', () => {
  const seven = diagnosisClasses.map((_, i) => `I${i}`);
  const photos = (folder = '', names: readonly string[] = seven): Files =>
    Object.fromEntries(names.map((name, i) => [`${folder}${name}.jpg`, jpeg(i)]));
  const plain = { ...photos(), 'metadata.csv': ham(seven) };

  it.each<[string, Files]>([
    ['ids with an ending', { 'metadata.csv': ham(seven.map((id) => `${id}.jpg`)) }],
    ['ids with a path', { 'metadata.csv': ham(seven.map((id) => `./${id}.jpg`)) }],
    ['ids in another case', { 'metadata.csv': ham(seven.map((id) => id.toLowerCase())) }],
    ['semicolons', { 'metadata.csv': ham(seven).replaceAll(',', ';') }],
    ['bars', { 'metadata.csv': ham(seven).replaceAll(',', '|') }],
    ['a line that states the separator', { 'metadata.csv': `sep=,\n${ham(seven)}` }],
    [
      'that line, a byte order mark, and lines that end in two ways',
      { 'metadata.csv': `\uFEFFsep=;\r\n${ham(seven).replaceAll(',', ';')}` },
    ],
    ['UTF-16, as Excel writes Unicode text', { 'metadata.csv': utf16(ham(seven)) }],
  ])('reads %s', async (_, table) => {
    const { ids, problems, manifest } = await added({ ...photos(), ...table });
    expect(ids.map((id) => id.toUpperCase())).toEqual(seven);
    expect(problems).toEqual([]);
    expect(manifest.images.map(({ label }) => label)).toEqual(diagnosisClasses);
  });

  it('reads a decimal comma where semicolons separate', async () => {
    const table = ham(seven).replaceAll(',', ';').replaceAll(';50;', ';50,5;');
    const { manifest } = await added({ ...photos(), 'metadata.csv': table });
    expect(manifest.images.every(({ metadata }) => metadata['age'] === 50.5)).toBe(true);
  });

  it('joins names that differ in their Unicode form, masks too', async () => {
    const names = seven.map((id) => `${id}-Läsion`);
    const onDisk = names.map((name) => name.normalize('NFD'));
    const { ids, problems, manifest } = await added({
      ...photos('', onDisk),
      [`masks/${onDisk[0] ?? ''}_segmentation.png`]: whiteMask,
      'metadata.csv': ham(names.map((name) => name.normalize('NFC'))),
    });
    expect(ids).toEqual(names.map((name) => name.normalize('NFC')));
    expect(manifest.images[0]?.maskSha256).toBe(sha256(whiteMask));
    expect(problems).toEqual(ids.slice(1).map((id) => `${id} missing-mask kept`));
  });

  it('gives each of two rows its file where they differ in the ending alone', async () => {
    const files = { 'a.jpg': jpeg(1), 'a.png': await picture(2).png().toBuffer() };
    const { ids, problems } = await added({ ...files, 'metadata.csv': ham(['a.jpg', 'a.png']) });
    expect(ids).toEqual(['a.jpg', 'a.png']);
    expect(problems).toEqual([]);
  });

  it('leaves apart ids that differ in their case alone', async () => {
    const files = { 'a.jpg': jpeg(1), 'A.jpg': jpeg(2) };
    const { manifest, problems } = await added({ ...files, 'metadata.csv': ham(['A', 'a']) });
    expect(manifest.images.map((image) => [image.imageId, image.sha256])).toEqual([
      ['A', sha256(jpeg(2))],
      ['a', sha256(jpeg(1))],
    ]);
    expect(problems).toEqual([]);
  });

  it.each<[string, Files]>([
    ['images/ beside HAM10000’s columns', { ...photos('images/'), 'metadata.csv': ham(seven) }],
    [
      'Kaggle’s folders unpacked into folders of their own',
      {
        ...photos('HAM10000_images_part_1/HAM10000_images_part_1/'),
        'HAM10000_metadata.csv': ham(seven),
      },
    ],
    [
      'the whole of it two folders further down',
      {
        ...photos('archive/skin/HAM10000_images_part_1/'),
        'archive/skin/HAM10000_metadata.csv': ham(seven),
        '__MACOSX/archive/._I0.jpg': 'fork',
        'README.md': 'text',
      },
    ],
    [
      'thumbnails and forks of other systems',
      {
        ...plain,
        '__MACOSX/I0.jpg': jpeg(0),
        '@eaDir/I0.jpg/SYNOPHOTO_THUMB_M.jpg': jpeg(1),
        'Thumbs.db': 'cells',
        'desktop.ini': 'text',
      },
    ],
  ])('reads %s', async (_, files) => {
    const { ids, problems } = await added(files);
    expect(ids).toEqual(seven);
    expect(problems).toEqual([]);
  });

  it('reads folders of classes in capitals beside thumbnails, and a single class', async () => {
    const files = { 'MEL/1.jpg': jpeg(1), 'Nv/2.jpg': jpeg(2), '@eaDir/MEL/1.jpg': jpeg(1) };
    const { ids, manifest, problems } = await added(files);
    expect(ids).toEqual(['MEL-1', 'Nv-2']);
    expect(manifest.images.map(({ label }) => label)).toEqual(['mel', 'nv']);
    expect(problems).toEqual([]);
    expect((await added({ 'df/1.jpg': jpeg(1) })).ids).toEqual(['df-1']);
  });

  it('shows an id and a file name where none fit, and what else there is', async () => {
    const files = { ...photos('', ['x', 'y']), 'metadata.csv': ham(['I0', 'I1']) };
    await expect(added(files)).rejects.toMatchObject({
      message: expect.stringContaining(
        'the table names "I0", and a file is called "x.jpg"',
      ) as string,
      remedy: expect.stringMatching(/--mapping FILE.*a folder for each class/) as string,
    });
    // Other folders are classes of their own, of which one image says nothing.
    await expect(
      added({ 'melanoma/1.jpg': jpeg(1), 'naevus/2.jpg': jpeg(2) }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('melanoma has 1, naevus has 1') as string,
      remedy: expect.stringContaining('--mapping FILE') as string,
    });
    await expect(added({ 'melanoma.jpg': jpeg(1) })).rejects.toMatchObject({
      remedy: expect.stringMatching(/a folder for each class.*--labels COLUMN/) as string,
    });
  });
});

function utf16(text: string): Buffer {
  return Buffer.from(`\uFEFF${text}`, 'utf16le');
}
