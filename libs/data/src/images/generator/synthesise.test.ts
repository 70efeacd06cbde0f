import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { contentHash, sha256 } from '@crossfold/contracts';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectImage } from '../inspect-image.js';
import { synthesise, type SynthesisOptions } from './synthesise.js';

const root = await mkdtemp(join(tmpdir(), 'synth-'));
afterAll(() => rm(root, { recursive: true }));

const options: SynthesisOptions = {
  images: 9,
  seed: 5,
  shares: 'mild',
  difficulty: 0.2,
  masks: true,
};
const part1 = 'HAM10000_images_part_1';
const part2 = 'HAM10000_images_part_2';
const maskFolder = 'HAM10000_segmentations_lesion_tschandl';

/** Every file of a folder with the hash of its bytes. */
async function listContents(dir: string) {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const hashed = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(dir.length + 1), sha256(await readFile(path))] as const;
  });
  return Object.fromEntries(await Promise.all(hashed));
}

const made = join(root, 'made');
const progress: number[] = [];
const result = await synthesise(made, { ...options, onProgress: (done) => progress.push(done) });
const contents = await listContents(made);

describe('synthesise', () => {
  it('writes the Kaggle layout', async () => {
    expect(result).toMatchObject({ images: 9, drawn: 9 });
    expect(progress).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await readdir(join(made, part1))).toHaveLength(5);
    expect(await readdir(join(made, part2))).toHaveLength(4);
    expect(Object.keys(contents)).toHaveLength(9 + 9 + 2);
  });

  it('writes one row of metadata for each image', async () => {
    const csv = await readFile(join(made, 'HAM10000_metadata.csv'), 'utf8');
    const [header, ...rows] = csv.trim().split('\n');
    expect(header).toBe('lesion_id,image_id,dx,dx_type,age,sex,localization');
    const names = [...(await readdir(join(made, part1))), ...(await readdir(join(made, part2)))];
    expect(rows.map((row) => `${row.split(',')[1] ?? ''}.jpg`)).toEqual(names.sort());
    for (const row of rows) {
      expect(row).toMatch(
        /^HAM_\d{7},ISIC_\d{7},(akiec|bcc|bkl|df|mel|nv|vasc),(histo|follow_up|consensus|confocal),(\d+\.0)?,(male|female|unknown),[a-z ]+$/,
      );
    }
    expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(result.lesions);
  });

  it('writes whole JPEGs of 600×450 and masks of 0 and 255', async () => {
    for (const path of Object.keys(contents).filter((name) => name.endsWith('.jpg'))) {
      const facts = await inspectImage(join(made, path));
      expect(facts).toMatchObject({ widthPx: 600, heightPx: 450 });
    }
    for (const name of await readdir(join(made, maskFolder))) {
      expect(name).toMatch(/^ISIC_\d{7}_segmentation\.png$/);
      const mask = sharp(join(made, maskFolder, name));
      const size = { width: 600, height: 450, channels: 1 };
      await expect(mask.metadata()).resolves.toMatchObject(size);
      const data = await mask.raw().toBuffer();
      expect(new Set(data)).toEqual(new Set([0, 255]));
    }
  });

  it('draws fewer pixels of the same photographs where less width is asked for', async () => {
    const dir = join(root, 'narrow');
    await synthesise(dir, { ...options, widthPx: 200 });
    const path = Object.keys(contents).find((name) => name.endsWith('.jpg')) as string;
    const narrow = sharp(join(dir, path));
    await expect(narrow.metadata()).resolves.toMatchObject({ width: 200, height: 150 });
    const whole = sharp(join(made, path)).resize(200, 150, { kernel: 'nearest' });
    const [some, all] = [await narrow.stats(), await sharp(await whole.toBuffer()).stats()];
    for (const [channel, { mean }] of some.channels.entries()) {
      expect(Math.abs(mean - (all.channels[channel]?.mean ?? 0))).toBeLessThan(1);
    }
    const odd = synthesise(join(root, 'odd'), { ...options, widthPx: 250 as 200 });
    await expect(odd).rejects.toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  });

  it('gives the same bytes for the same options', async () => {
    await synthesise(join(root, 'again'), options);
    expect(contentHash(await listContents(join(root, 'again')))).toBe(contentHash(contents));
  });

  it('draws only what is missing, the same as before', async () => {
    const [first = ''] = await readdir(join(made, part1));
    const [mask = ''] = (await readdir(join(made, maskFolder))).slice(-1);
    await rm(join(made, part1, first));
    await rm(join(made, maskFolder, mask));
    await writeFile(join(made, part1, `${first}.part`), 'half');
    await expect(synthesise(made, options)).resolves.toMatchObject({ drawn: 2 });
    expect(await listContents(made)).toEqual(contents);
  });

  it('leaves a complete set as it is', async () => {
    const [first = ''] = await readdir(join(made, part1));
    const before = await stat(join(made, part1, first));
    await expect(synthesise(made, options)).resolves.toMatchObject({ images: 9, drawn: 0 });
    expect((await stat(join(made, part1, first))).mtimeMs).toBe(before.mtimeMs);
  });

  it('refuses a folder of other options or other content', async () => {
    const conflict = { code: 'CONFLICT', message: expect.stringContaining(made) as string };
    await expect(synthesise(made, { ...options, seed: 6 })).rejects.toMatchObject(conflict);
    await expect(synthesise(made, { ...options, masks: false })).rejects.toMatchObject(conflict);
    const foreign = join(root, 'foreign');
    await mkdir(foreign);
    await writeFile(join(foreign, 'thesis.txt'), 'mine');
    await expect(synthesise(foreign, options)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await readdir(foreign)).toEqual(['thesis.txt']);
  });

  it('lists all options that are out of range, and makes no folder', async () => {
    const wrong = { ...options, images: 0, seed: 1.5, difficulty: NaN };
    await expect(synthesise(join(root, 'wrong'), wrong)).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      problems: [
        expect.stringContaining('images') as string,
        expect.stringContaining('seed') as string,
        expect.stringContaining('difficulty') as string,
      ],
    });
    expect(await readdir(root)).not.toContain('wrong');
  });
});
