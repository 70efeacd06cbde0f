import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import {
  AppError,
  contentHash,
  parseDocument,
  records,
  sha256,
  type Manifest,
} from '@crossfold/contracts';
import { afterAll, describe, expect, it } from 'vitest';
import type { InspectedImage } from './image-record.js';
import { ingest, type IngestOptions } from './ingest.js';
import { summariseManifest } from './manifest-summary.js';

const header = 'lesion_id,image_id,dx,dx_type,age,sex,localization';
const root = await mkdtemp(join(tmpdir(), 'crossfold-ingest-'));
afterAll(() => rm(root, { recursive: true }));

/** Begin and end of a JPEG around a frame header with the size: all that is inspected here. */
function jpeg(content: string, widthPx = 60, heightPx = 45): Buffer {
  const frame = Buffer.from('ffc0001108000000000301220002110103110100', 'hex');
  frame.writeUInt16BE(heightPx, 5);
  frame.writeUInt16BE(widthPx, 7);
  const [start, end] = [Buffer.from('ffd8', 'hex'), Buffer.from('ffd9', 'hex')];
  return Buffer.concat([start, frame, Buffer.from(content), end]);
}

/** Signature, IHDR with the size, and IEND of a PNG. */
function png(content: string, widthPx = 60, heightPx = 45): Buffer {
  const start = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const size = Buffer.alloc(8);
  size.writeUInt32BE(widthPx, 0);
  size.writeUInt32BE(heightPx, 4);
  const end = Buffer.from('0000000049454e44ae426082', 'hex');
  return Buffer.concat([start, size, Buffer.alloc(9), Buffer.from(content), end]);
}

/** Reads the bytes and refuses files without the markers that begin and end a JPEG. */
async function inspectImage(path: string): Promise<InspectedImage> {
  const bytes = await readFile(path);
  const begins = bytes.subarray(0, 2).toString('hex') === 'ffd8';
  const ends = bytes.subarray(-2).toString('hex') === 'ffd9';
  if (!begins || !ends) {
    throw new AppError('IMAGE_UNREADABLE', `expected a whole JPEG for ${path}, got a part`);
  }
  return {
    sha256: sha256(bytes),
    sizeBytes: bytes.length,
    widthPx: bytes.readUInt16BE(9),
    heightPx: bytes.readUInt16BE(7),
  };
}

/** Reads the size out of the header, and refuses a mask without the end of a PNG. */
async function inspectMask(path: string) {
  const bytes = await readFile(path);
  if (bytes.subarray(-8).toString('hex') !== '49454e44ae426082') {
    throw new AppError('IMAGE_UNREADABLE', `expected a whole mask for ${path}, got a part`);
  }
  return {
    sha256: sha256(bytes),
    widthPx: bytes.readUInt32BE(16),
    heightPx: bytes.readUInt32BE(20),
  };
}

async function folderWith(files: Record<string, string | Buffer>): Promise<string> {
  const dir = await mkdtemp(join(root, 'set-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  return dir;
}

async function ingested(
  files: Record<string, string | Buffer>,
  options: Partial<IngestOptions> = {},
) {
  const dir = await folderWith(files);
  const { manifest, files: found } = await ingest(dir, { inspectImage, inspectMask, ...options });
  return {
    manifest,
    ids: manifest.images.map(({ imageId }) => imageId),
    problems: manifest.problems.map(({ kind, imageId, decision }) => [kind, imageId, decision]),
    files: new Map([...found].map(([hash, path]) => [hash, relative(dir, path)])),
  };
}

function metadata(...lines: string[]): string {
  return `${[header, ...lines].join('\n')}\n`;
}

/** Three sound images for each layout. */
const layouts: Record<string, Record<string, string | Buffer>> = {
  kaggle: {
    'HAM10000_images_part_1/I1.jpg': jpeg('one'),
    'HAM10000_images_part_2/I2.jpg': jpeg('two'),
    'HAM10000_images_part_2/I3.jpg': jpeg('three'),
    'ham10000_images_part_1/I1.jpg': jpeg('one'),
    'ham10000_images_part_2/I2.jpg': jpeg('two'),
    'HAM10000_metadata.csv': metadata('L1,I1,nv,,,,', 'L1,I2,nv,,,,', 'L2,I3,mel,,,,'),
  },
  isic2018: {
    'ISIC2018_Task3_Training_Input/I1.jpg': jpeg('one'),
    'ISIC2018_Task3_Training_Input/I2.jpg': jpeg('two'),
    'ISIC2018_Task3_Training_Input/I3.jpg': jpeg('three'),
    'ISIC2018_Task3_Training_Input/ATTRIBUTION.txt': 'text',
    'ISIC2018_Task3_Training_GroundTruth.csv':
      'image,MEL,NV,BCC,AKIEC,BKL,DF,VASC\nI1,0.0,1.0,0,0,0,0,0\nI2,0,1,0,0,0,0,0\nI3,1,0,0,0,0,0,0\n',
    'ISIC2018_Task3_Training_LesionGroupings.csv':
      'image,lesion_id,diagnosis_confirm_type\nI1,L1,\nI2,L1,\nI3,L2,\n',
  },
  folder: {
    'I1.jpg': jpeg('one'),
    'I2.jpg': jpeg('two'),
    'I3.jpg': jpeg('three'),
    'metadata.tab': metadata('L1,I1,nv,,,,', 'L1,I2,nv,,,,', 'L2,I3,mel,,,,').replaceAll(',', '\t'),
  },
};

/** What these files gave before manifests named their classes. */
function inVersion1({ layout, licence, source, images, problems }: Manifest): Manifest {
  const stored = {
    schemaVersion: 1,
    classes: ['akiec', 'bcc', 'bkl', 'df', 'mel', 'nv', 'vasc'],
    layout,
    licence,
    source,
    images: images.map(({ groupId: lesionId, label: dx, metadata, ...rest }) => ({
      ...rest,
      lesionId,
      dx,
      dxType: metadata['dxType'] ?? null,
      ageYears: metadata['age'] ?? null,
      sex: metadata['sex'] ?? null,
      localization: metadata['localization'] ?? null,
    })),
    problems,
  };
  return stored as unknown as Manifest;
}

/** Of their manifests in version 1, as they were since 0.1: studies and stores rest on them. */
const hashes: Readonly<Record<string, string>> = {
  kaggle: '7f8018e37ce4f3e0851e70865b0697aea20331b3778275c01870711fd93d976b',
  isic2018: 'f2a0500ff1a96ed780f0c57cf9c2e190f2c972c40ecbb9a6c8788b04bdd42418',
  folder: '315bc934e3ea1c146c879b0bf743a207e860082612539e606393ff1a6cb99bd4',
};

describe('ingest', () => {
  it.each(Object.entries(layouts))('reads the layout %s', async (layout, content) => {
    const { manifest, problems, files } = await ingested(content);
    expect(manifest.layout).toBe(layout);
    expect(problems).toEqual([]);
    expect(contentHash(inVersion1(manifest))).toBe(hashes[layout]);
    expect(parseDocument(records.manifest, inVersion1(manifest), layout)).toEqual(manifest);
    expect(manifest.images).toEqual(
      [
        { imageId: 'I1', groupId: 'L1', label: 'nv', sha256: sha256(jpeg('one')) },
        { imageId: 'I2', groupId: 'L1', label: 'nv', sha256: sha256(jpeg('two')) },
        { imageId: 'I3', groupId: 'L2', label: 'mel', sha256: sha256(jpeg('three')) },
      ].map((image) => expect.objectContaining({ ...image, widthPx: 60, heightPx: 45 }) as unknown),
    );
    expect([...files.keys()]).toEqual(manifest.images.map((image) => image.sha256));
    expect([...files.values()].some((path) => path.startsWith('ham10000'))).toBe(false);
  });

  it('gives the same manifest wherever the folder lies, damaged images included', async () => {
    const content = { ...layouts.folder, 'I2.jpg': jpeg('two').subarray(0, -2) };
    const [first, second] = [await ingested(content), await ingested(content)];
    expect(contentHash(first.manifest)).toBe(contentHash(second.manifest));
    expect(first.problems).toEqual([['unreadable-image', 'I2', 'dropped']]);
    expect(first.manifest.problems[0]?.detail).toBe('expected a whole JPEG for I2.jpg, got a part');
  });

  it('lists every decision, and keeps the rest', async () => {
    const { ids, problems, manifest } = await ingested({
      'a.jpg': jpeg('a'),
      'bad-age.jpg': jpeg('bad-age'),
      'conflict-1.jpg': jpeg('c1'),
      'conflict-2.jpg': jpeg('c2'),
      'orphan.jpg': jpeg('orphan'),
      'truncated.jpg': jpeg('truncated').subarray(0, 12),
      'unknown.jpg': jpeg('unknown'),
      'metadata.csv': metadata(
        'L1,a,nv,,50,,',
        'L1,a,nv,,50,,',
        'L2,bad-age,mel,,old,,',
        'L3,conflict-1,nv,,,,',
        'L3,conflict-2,mel,,,,',
        'L4,absent,nv,,old,,',
        'L5,truncated,nv,,,,',
        'L6,unknown,scc,,,,',
      ),
    });
    expect(ids).toEqual(['a', 'bad-age']);
    expect(problems).toEqual([
      ['duplicate-id', 'a', 'kept'],
      ['missing-image', 'absent', 'dropped'],
      ['invalid-value', 'bad-age', 'kept'],
      ['conflicting-label', 'conflict-1', 'dropped'],
      ['conflicting-label', 'conflict-2', 'dropped'],
      ['image-without-row', 'orphan', 'dropped'],
      ['unreadable-image', 'truncated', 'dropped'],
      ['unknown-class', 'unknown', 'dropped'],
    ]);
    expect(manifest.images[1]?.metadata).toEqual({});
  });

  it('drops an image whose two files differ', async () => {
    const { ids, problems } = await ingested({
      ...layouts.kaggle,
      'ham10000_images_part_1/I1.jpg': jpeg('other'),
    });
    expect(ids).toEqual(['I2', 'I3']);
    expect(problems).toEqual([['duplicate-id', 'I1', 'dropped']]);
  });

  it('takes masks that fit their image, and says which are missing', async () => {
    const mask = (id: string) => `HAM10000_segmentations_lesion_tschandl/${id}_segmentation.png`;
    const { manifest, files } = await ingested({
      ...layouts.folder,
      'I4.jpg': jpeg('four'),
      'metadata.tab': metadata(...['1', '2', '3', '4'].map((n) => `L${n},I${n},nv,,,,`)),
      [mask('I1')]: png('mask'),
      [mask('I2')]: png('mask', 61),
      [mask('I3')]: png('mask').subarray(0, -4),
    });
    expect(manifest.images.map(({ maskSha256 }) => maskSha256)).toEqual([
      sha256(png('mask')),
      null,
      null,
      null,
    ]);
    expect(files.get(sha256(png('mask')))).toBe(mask('I1'));
    expect(manifest.problems.map(({ imageId, detail }) => [imageId, detail])).toEqual([
      ['I2', 'its mask has 61x45 for an image of 60x45 pixels; kept without mask'],
      ['I3', 'expected a whole mask for I3_segmentation.png, got a part; kept without mask'],
      ['I4', 'the folder of masks has none for it; kept without mask'],
    ]);
  });

  it('merges lesions before it judges them', async () => {
    const merged = ingested(layouts.folder ?? {}, { groupMerges: [['L1', 'L2']] });
    await expect(merged).rejects.toMatchObject({
      problems: ['I1', 'I2', 'I3'].map(
        (id) => expect.stringContaining(`${id}: conflicting`) as unknown,
      ),
    });
    const sound = { ...layouts.folder, 'metadata.tab': metadata('L1,I1,nv,,,,', 'L2,I2,nv,,,,') };
    const { manifest } = await ingested(sound, { groupMerges: [['L2', 'L1']] });
    expect(manifest.images.map(({ groupId }) => groupId)).toEqual(['L1', 'L1']);
  });

  it('states licence and source as told, and that they are not stated otherwise', async () => {
    const content = layouts.kaggle ?? {};
    expect((await ingested(content)).manifest).toMatchObject({
      licence: 'not stated',
      source: 'not stated',
    });
    const told = { licence: 'CC0', source: 'our clinic' };
    expect((await ingested(content, told)).manifest).toMatchObject(told);
  });

  it('tells its progress image by image', async () => {
    const seen: unknown[] = [];
    await ingested(layouts.folder ?? {}, { onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([1, 2, 3].map((done) => ({ done, total: 3 })));
  });

  it('refuses when nothing can be used', async () => {
    const content = { 'I1.jpg': 'no image', 'metadata.csv': metadata('L1,I1,nv,,,,') };
    await expect(ingested(content)).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      problems: ['I1: unreadable-image: expected a whole JPEG for I1.jpg, got a part'],
    });
  });

  it('refuses the whole set for one dropped image when strict, but not for a mended one', async () => {
    const mended = { ...layouts.folder, 'metadata.tab': metadata('L1,I1,nv,,old,,') };
    const without = Object.fromEntries(
      Object.entries(mended).filter(([name]) => !/I[23]/.test(name)),
    );
    expect((await ingested(without, { strict: true })).problems).toEqual([
      ['invalid-value', 'I1', 'kept'],
    ]);
    await expect(ingested(mended, { strict: true })).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      problems: ['I2', 'I3'].map(
        (id) => expect.stringContaining(`${id}: image-without-row`) as unknown,
      ),
    });
  });

  it('ends on a fault that is not the image’s', async () => {
    const failing = { inspectImage: () => Promise.reject(new Error('input/output error')) };
    await expect(ingested(layouts.folder ?? {}, failing)).rejects.toThrow('input/output error');
  });
});

describe('summariseManifest', () => {
  it('counts images, lesions, multiplicity and problems', async () => {
    const { manifest } = await ingested({
      ...layouts.folder,
      'I4.jpg': jpeg('four'),
      'I5.jpg': jpeg('five'),
      'metadata.tab': metadata(
        'L1,I1,nv,,old,,',
        'L1,I2,nv,,,,',
        'L2,I3,mel,,,,',
        'L3,I4,nv,,,,',
        'L4,absent,nv,,,,',
      ),
    });
    const summary = summariseManifest(manifest);
    expect(summary).toMatchObject({ images: 4, groups: 3, masks: 0 });
    expect(
      summary.classes.map(({ label, images, groups }) => `${label} ${images} ${groups}`),
    ).toEqual(['akiec 0 0', 'bcc 0 0', 'bkl 0 0', 'df 0 0', 'mel 1 1', 'nv 3 2', 'vasc 0 0']);
    expect(summary.multiplicity).toEqual([
      { imagesPerGroup: 1, groups: 2 },
      { imagesPerGroup: 2, groups: 1 },
    ]);
    expect(summary.problems).toEqual([
      { kind: 'image-without-row', dropped: 1, kept: 0 },
      { kind: 'invalid-value', dropped: 0, kept: 1 },
      { kind: 'missing-image', dropped: 1, kept: 0 },
    ]);
  });
});
