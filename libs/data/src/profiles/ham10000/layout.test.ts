import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findLayout } from './layout.js';

const root = await mkdtemp(join(tmpdir(), 'crossfold-layout-'));
afterAll(() => rm(root, { recursive: true }));

async function folderWith(...paths: string[]): Promise<string> {
  const dir = await mkdtemp(join(root, 'set-'));
  for (const path of paths) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), '');
  }
  return dir;
}

async function found(...paths: string[]) {
  const dir = await folderWith(...paths);
  const { layout, metadata, images, masks } = await findLayout(dir);
  const short = (path: string) => relative(dir, path);
  return {
    layout,
    metadata: Object.values(metadata).slice(1).map(short),
    images: Object.fromEntries([...images].map(([id, files]) => [id, files.map(short)])),
    masks: masks && Object.fromEntries([...masks].map(([id, file]) => [id, short(file)])),
  };
}

async function refusal(...paths: string[]): Promise<string> {
  const dir = await folderWith(...paths);
  const error: unknown = await findLayout(dir).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'DATASET_INVALID' });
  return (error as Error).message.replace(dir, 'DIR');
}

describe('findLayout', () => {
  it('finds the Kaggle layout, published names before lower-case copies', async () => {
    expect(
      await found(
        'ham10000_images_part_1/ISIC_1.jpg',
        'HAM10000_images_part_1/ISIC_1.jpg',
        'HAM10000_images_part_2/ISIC_2.jpg',
        'ham10000_images_part_2/ISIC_2.jpg',
        'HAM10000_metadata.csv',
        'hmnist_28_28_RGB.csv',
      ),
    ).toEqual({
      layout: 'kaggle',
      metadata: ['HAM10000_metadata.csv'],
      images: {
        ISIC_1: ['HAM10000_images_part_1/ISIC_1.jpg', 'ham10000_images_part_1/ISIC_1.jpg'],
        ISIC_2: ['HAM10000_images_part_2/ISIC_2.jpg', 'ham10000_images_part_2/ISIC_2.jpg'],
      },
      masks: null,
    });
  });

  it.each(['HAM10000_metadata', 'HAM10000_metadata.tab', 'HAM10000_metadata.csv'])(
    'takes %s as Kaggle metadata',
    async (name) => {
      const { metadata } = await found('HAM10000_images_part_1/I.jpg', name);
      expect(metadata).toEqual([name]);
    },
  );

  it.each(['', 'ISIC2018_Task3_Training_GroundTruth/'])(
    'finds ISIC 2018 task 3 with its CSV in "%s"',
    async (folder) => {
      const truth = `${folder}ISIC2018_Task3_Training_GroundTruth.csv`;
      const groupings = 'ISIC2018_Task3_Training_LesionGroupings.csv';
      expect(
        await found('ISIC2018_Task3_Training_Input/ISIC_1.jpg', truth, groupings),
      ).toMatchObject({
        layout: 'isic2018',
        metadata: [truth, groupings],
        images: { ISIC_1: ['ISIC2018_Task3_Training_Input/ISIC_1.jpg'] },
      });
    },
  );

  it('finds images beside one CSV, with masks, without hidden and other files', async () => {
    expect(
      await found(
        'a.jpg',
        'b.JPEG',
        'c.png',
        '._a.jpg',
        'notes.txt',
        'x.csv',
        'masks/a_segmentation.png',
      ),
    ).toEqual({
      layout: 'folder',
      metadata: ['x.csv'],
      images: { a: ['a.jpg'], b: ['b.JPEG'], c: ['c.png'] },
      masks: { a: 'masks/a_segmentation.png' },
    });
  });

  it('prefers the table that is named metadata', async () => {
    const { metadata } = await found('a.jpg', 'metadata.csv', 'predictions.csv');
    expect(metadata).toEqual(['metadata.csv']);
  });

  it('finds masks beside the published layouts', async () => {
    const mask = 'HAM10000_segmentations_lesion_tschandl/ISIC_1_segmentation.png';
    const { masks } = await found(
      'HAM10000_images_part_1/ISIC_1.jpg',
      'HAM10000_metadata.csv',
      mask,
    );
    expect(masks).toEqual({ ISIC_1: mask });
  });

  it('follows links, and takes one that leads nowhere as missing', async () => {
    const images = await folderWith('ISIC_1.jpg');
    const dir = await folderWith('HAM10000_metadata.csv');
    await symlink(images, join(dir, 'HAM10000_images_part_1'));
    await symlink(join(dir, 'nowhere'), join(dir, 'HAM10000_images_part_2'));
    expect([...(await findLayout(dir)).images.keys()]).toEqual(['ISIC_1']);
  });

  it('says what it expected and found', async () => {
    expect(await refusal()).toMatch(/got an empty folder$/);
    expect(await refusal('a.jpg')).toMatch(/published data set in DIR, got a.jpg$/);
    expect(await refusal('data/a.jpg', 'metadata.csv')).toMatch(/got data\/, metadata.csv$/);
    expect(await refusal('a.jpg', 'x.csv', 'y.csv')).toMatch(
      /one metadata file .* got x.csv, y.csv/,
    );
    expect(await refusal('HAM10000_images_part_1/I.jpg')).toMatch(/metadata file .* got none/);
    expect(await refusal('ISIC2018_Task3_Training_Input/I.jpg')).toMatch(/GroundTruth\.csv/);
    expect(
      await refusal('ISIC2018_Task3_Training_Input/I.jpg', 'HAM10000_images_part_1/I.jpg'),
    ).toMatch(/side by side/);
    expect(
      await refusal('a.jpg', 'x.csv', 'masks/m', 'HAM10000_segmentations_lesion_tschandl/m'),
    ).toMatch(/one folder of masks/);
  });

  it('says that there is no such folder', async () => {
    await expect(findLayout(join(root, 'none'))).rejects.toMatchObject({ code: 'DATASET_INVALID' });
  });
});
