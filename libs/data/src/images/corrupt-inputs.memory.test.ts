import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { AppError, type ImageRecord } from '@crossfold/contracts';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { ingest } from '../manifest/ingest.js';
import { decodeSquare } from './decoder.js';
import { inspectImage, inspectMask } from './inspect-image.js';

const root = await mkdtemp(join(tmpdir(), 'crossfold-corrupt-'));
afterAll(() => rm(root, { recursive: true }));

const noise = Buffer.from(Uint8Array.from({ length: 60 * 45 * 3 }, (_, i) => (i * 7919) % 251));
const photo = () => sharp(noise, { raw: { width: 60, height: 45, channels: 3 } });
const jpeg = await photo().jpeg({ quality: 95 }).toBuffer();
const png = await photo().png().toBuffer();
const other = await photo().negate().jpeg().toBuffer();

/** A PNG whose header says this size, with that much of its pixels. */
function pngOf(widthPx: number, heightPx: number, rows: number): Buffer {
  const header = Buffer.from('00000000000000000100000000', 'hex');
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  const data = deflateSync(Buffer.alloc(rows * (1 + Math.ceil(widthPx / 8))), { level: 9 });
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const chunks = [chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

function chunk(type: string, data: Buffer): Buffer {
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}

function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}

const header = 'lesion_id,image_id,dx,dx_type,age,sex,localization';
const goodRows = ['L1,I1,nv,histo,50.0,male,back', 'L2,I2,mel,histo,60.0,female,face'];

/** The folder beside which each fault is put: two sound images and their rows. */
const sound: Readonly<Record<string, Buffer | string>> = {
  'I1.jpg': jpeg,
  'I2.jpg': other,
  'metadata.csv': [header, ...goodRows].join('\n'),
};

type Content = Buffer | string | { readonly link: string };
interface Fault {
  readonly files: Readonly<Record<string, Content | null>>;
  /** Images in the manifest. */
  readonly kept?: readonly string[];
  /** Problems, as `image kind`. */
  readonly problems?: readonly string[];
  /** The whole set is refused with this. */
  readonly refused?: RegExp;
}

const both = ['I1', 'I2'];
const unreadable: Pick<Fault, 'kept' | 'problems'> = {
  kept: ['I2'],
  problems: ['I1 unreadable-image'],
};
const table = (...lines: string[]) => ({ 'metadata.csv': lines.join('\n') });

const images: Readonly<Record<string, Fault>> = {
  'an image of no bytes': { files: { 'I1.jpg': '' }, ...unreadable },
  'a JPEG cut short': { files: { 'I1.jpg': jpeg.subarray(0, -200) }, ...unreadable },
  'a PNG cut short': { files: { 'I1.jpg': png.subarray(0, -400) }, ...unreadable },
  'a JPEG header and then noise': {
    files: { 'I1.jpg': Buffer.concat([jpeg.subarray(0, 300), noise.subarray(0, 900)]) },
    ...unreadable,
  },
  'a PNG with a wrong checksum': { files: { 'I1.jpg': changed(png, 80, 7) }, ...unreadable },
  'a page of HTML called .jpg': {
    files: { 'I1.jpg': '<!doctype html><title>404</title>' },
    ...unreadable,
  },
  'an SVG called .jpg': {
    files: { 'I1.jpg': '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="45"/>' },
    ...unreadable,
  },
  'a GIF called .jpg': { files: { 'I1.jpg': await photo().gif().toBuffer() }, ...unreadable },
  'a gzip file called .jpg': { files: { 'I1.jpg': gzipSync(jpeg) }, ...unreadable },
  'a PDF called .jpg': { files: { 'I1.jpg': '%PDF-1.7\n1 0 obj\n<<>>\nendobj\n' }, ...unreadable },
  'a TIFF of two pages': { files: { 'I1.jpg': await twoPages() }, ...unreadable },
  'a bitmap cut short': { files: { 'I1.jpg': bitmap(60, 45, 100) }, ...unreadable },
  'a bitmap that says it is huge': {
    files: { 'I1.jpg': bitmap(60_000, 60_000, 0) },
    ...unreadable,
  },
  'a bomb of 60,000 × 60,000 pixels': {
    files: { 'I1.jpg': pngOf(60_000, 60_000, 60_000) },
    ...unreadable,
  },
  'a header of 2³¹ pixels a side': {
    files: { 'I1.jpg': pngOf(2 ** 31 - 1, 2 ** 31 - 1, 1) },
    ...unreadable,
  },
  'a large image within the bound': { files: { 'I1.jpg': pngOf(7000, 7000, 7000) }, kept: both },
  'a PNG called .jpg': { files: { 'I1.jpg': png }, kept: both },
  'bytes after the end of a JPEG': {
    files: { 'I1.jpg': Buffer.concat([jpeg, Buffer.from('trailer')]) },
    kept: both,
  },
  'a CMYK JPEG': {
    files: { 'I1.jpg': await photo().toColourspace('cmyk').jpeg().toBuffer() },
    kept: both,
  },
  'a 16-bit PNG': {
    files: { 'I1.jpg': await photo().toColourspace('rgb16').png().toBuffer() },
    kept: both,
  },
  'a grey JPEG': { files: { 'I1.jpg': await photo().greyscale().jpeg().toBuffer() }, kept: both },
  'a PNG with alpha': {
    files: { 'I1.jpg': await photo().ensureAlpha(0.5).png().toBuffer() },
    kept: both,
  },
  'a PNG with a palette': {
    files: { 'I1.jpg': await photo().png({ palette: true }).toBuffer() },
    kept: both,
  },
  'a progressive JPEG': {
    files: { 'I1.jpg': await photo().jpeg({ progressive: true }).toBuffer() },
    kept: both,
  },
  'an EXIF rotation': {
    files: { 'I1.jpg': await photo().withMetadata({ orientation: 6 }).jpeg().toBuffer() },
    kept: both,
  },
  'an image of one pixel': { files: { 'I1.jpg': pngOf(1, 1, 1) }, kept: both },
  'an ending in capitals': { files: { 'I1.jpg': null, 'I1.JPG': jpeg }, kept: both },
  'a folder called like an image': {
    files: { 'I1.jpg': null, 'I1.jpg/inside.txt': 'text' },
    kept: ['I2'],
    problems: ['I1 missing-image'],
  },
  'a link that leads nowhere': {
    files: { 'I1.jpg': { link: 'nowhere.jpg' } },
    kept: ['I2'],
    problems: ['I1 missing-image', 'I1.jpg unused-file'],
  },
  'a link in a circle': {
    files: { 'I1.jpg': { link: 'I1.jpg' } },
    kept: ['I2'],
    problems: ['I1 missing-image', 'I1.jpg unused-file'],
  },
  'a link out of the folder': {
    files: { 'I1.jpg': { link: '/etc/hostname' } },
    refused: /no link out of .* I1\.jpg leads to \/etc\/hostname/,
  },
  'a table that is a link out of the folder': {
    files: { 'metadata.csv': { link: '/etc/passwd' } },
    refused: /no link out of .* metadata\.csv leads to \/etc\/passwd/,
  },
  'a link within the folder': {
    files: { 'I1.jpg': { link: 'kept/photo' }, 'kept/photo': jpeg },
    kept: both,
  },
  'two files of one id with the same bytes': { files: { 'I1.png': jpeg }, kept: both },
  'two files of one id with other bytes': {
    files: { 'I1.png': other },
    kept: ['I2'],
    problems: ['I1 duplicate-id'],
  },
  'an image that no row names': {
    files: { 'I3.jpg': jpeg },
    kept: both,
    problems: ['I3 image-without-row'],
  },
  'no image at all': {
    files: { 'I1.jpg': null, 'I2.jpg': null },
    refused: /expected a folder for each class, images beside a table, .* got metadata\.csv/,
  },
  'only broken images': {
    files: { 'I1.jpg': '', 'I2.jpg': '' },
    refused: /images with a trusted label .* got none \(2 dropped\)/,
  },
};

const tables: Readonly<Record<string, Fault>> = {
  'a byte order mark': { files: table(`\uFEFF${header}`, ...goodRows), kept: both },
  'CRLF line ends': { files: { 'metadata.csv': [header, ...goodRows].join('\r\n') }, kept: both },
  'old Macintosh line ends': {
    files: { 'metadata.csv': [header, ...goodRows].join('\r') },
    kept: both,
  },
  'tabs under the name .csv': {
    files: { 'metadata.csv': [header, ...goodRows].join('\n').replaceAll(',', '\t') },
    kept: both,
  },
  'quotes, and a separator inside': {
    files: table(header, '"L1","I1","nv","histo","50","male","back, left"', goodRows[1] ?? ''),
    kept: both,
  },
  'a quote that is not closed': {
    files: table(header, '"L1,I1,nv,histo,50.0,male,back', goodRows[1] ?? ''),
    refused: /separated columns for the metadata, got: Quote Not Closed/,
  },
  'a row with a cell too few': {
    files: table(header, 'L1,I1,nv', goodRows[1] ?? ''),
    refused: /separated columns for the metadata, got: Invalid Record Length/,
  },
  'missing columns': {
    files: table('lesion_id,image_id', 'L1,I1'),
    refused: /expected column dx, dx_type, age, sex, localization for the metadata/,
  },
  'a column twice': {
    files: table(`${header},dx`, ...goodRows.map((row) => `${row},nv`)),
    refused: /expected column dx once/,
  },
  'columns in another order, and more of them': {
    files: table(
      'x,dx,image_id,lesion_id,localization,sex,age,dx_type',
      '9,nv,I1,L1,,,,',
      '9,mel,I2,L2,,,,',
    ),
    kept: both,
  },
  'a table of no bytes': { files: { 'metadata.csv': '' }, refused: /got columns none/ },
  'a header and no row': { files: table(header), refused: /got none \(2 dropped\)/ },
  'a table in Latin-1': {
    files: { 'metadata.csv': Buffer.from(`${header}\nL1,I1,nv,,,,ni\u00f1o`, 'latin1') },
    refused: /expected UTF-8 text/,
  },
  'a table that is an image': { files: { 'metadata.csv': jpeg }, refused: /expected UTF-8 text/ },
  'a table of 10⁶ rows': {
    files: { 'metadata.csv': `${header}\n${'L1,I1,nv,histo,50.0,male,back\n'.repeat(1e6)}` },
    refused: /expected at most 250000 lines for the metadata, got 1000001/,
  },
  'the same row twice': {
    files: table(header, goodRows[0] ?? '', ...goodRows),
    kept: both,
    problems: ['I1 duplicate-id'],
  },
  'two rows of an image that differ': {
    files: table(header, 'L1,I1,mel,histo,50.0,male,back', ...goodRows),
    kept: ['I2'],
    problems: ['I1 duplicate-id'],
  },
  'a lesion with two diagnoses': {
    files: table(header, 'L1,I1,nv,,,,', 'L1,I2,mel,,,,'),
    refused: /got none \(2 dropped\)/,
  },
  'an unknown diagnosis': {
    files: table(header, 'L1,I1,scc,,,,', goodRows[1] ?? ''),
    kept: ['I2'],
    problems: ['I1 unknown-class'],
  },
  'an age that is none': {
    files: table(header, 'L1,I1,nv,histo,-4,male,back', goodRows[1] ?? ''),
    kept: both,
    problems: ['I1 invalid-value'],
  },
  'no lesion': {
    files: table(header, ',I1,nv,histo,50,male,back', goodRows[1] ?? ''),
    kept: ['I2'],
    problems: ['I1 missing-group'],
  },
  'an image id that climbs out of the folder': {
    files: table(header, 'L1,../../etc/passwd,nv,,,,', ...goodRows),
    kept: both,
    problems: ['../../etc/passwd missing-image'],
  },
  'an id of 100,000 characters': {
    files: { ...table(header, `${'L'.repeat(1e5)},I1,nv,,,,`, goodRows[1] ?? '') },
    refused: /groupId: expected at most 200 characters, got 100000/,
  },
};

async function twoPages(): Promise<Buffer> {
  const pages = Buffer.concat([noise, noise]);
  const raw = { width: 60, height: 90, channels: 3, pageHeight: 45 } as const;
  return sharp(pages, { raw }).tiff().toBuffer();
}

/** The header of a bitmap of this size, and so many bytes of pixels. */
function bitmap(widthPx: number, heightPx: number, bytes: number): Buffer {
  const start = Buffer.alloc(54);
  start.write('BM', 0, 'latin1');
  start.writeUInt32LE(54, 10);
  start.writeUInt32LE(40, 14);
  start.writeInt32LE(widthPx, 18);
  start.writeInt32LE(heightPx, 22);
  start.writeUInt16LE(24, 28);
  return Buffer.concat([start, Buffer.alloc(bytes)]);
}

async function folderWith(files: Fault['files']): Promise<string> {
  const dir = await mkdtemp(join(root, 'set-'));
  for (const [path, content] of Object.entries({ ...sound, ...files })) {
    if (content === null) continue;
    await mkdir(dirname(join(dir, path)), { recursive: true });
    if (typeof content === 'object' && 'link' in content) {
      await symlink(content.link, join(dir, path));
    } else {
      await writeFile(join(dir, path), content);
    }
  }
  return dir;
}

const faults = Object.entries({ ...images, ...tables });

describe('ingest of corrupt inputs', () => {
  it('is tried with at least thirty kinds', () => {
    expect(faults.length).toBeGreaterThanOrEqual(30);
  });

  it.each(faults)('meets %s, and never needs more than 1.5 GB', async (_, fault) => {
    const { files, kept, problems = [], refused } = fault;
    const dir = await folderWith(files);
    const outcome = await ingest(dir, { inspectImage, inspectMask }).catch(
      (error: unknown) => error,
    );
    expect(process.resourceUsage().maxRSS * 1024).toBeLessThan(1.5e9);
    if (refused) {
      expect(outcome).toBeInstanceOf(AppError);
      const { code, message, problems: details } = outcome as AppError;
      expect(code).toBe('DATASET_INVALID');
      expect([message, ...details].join('\n')).toMatch(refused);
      return;
    }
    const { manifest, files: stored } = outcome as Awaited<ReturnType<typeof ingest>>;
    expect(manifest.images.map(({ imageId }) => imageId)).toEqual(kept);
    expect(manifest.problems.map(({ imageId, kind }) => `${imageId} ${kind}`)).toEqual(problems);
    // What is kept can be trained on: it decodes to a square of three channels.
    for (const { sha256 } of manifest.images as ImageRecord[]) {
      const path = stored.get(sha256) ?? '';
      expect((await decodeSquare(await readFile(path), 8, path)).length).toBe(8 * 8 * 3);
    }
  });
});
