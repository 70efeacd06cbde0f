import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@crossfold/contracts';
import { diagnosisClasses } from '../profiles/ham10000/scheme.js';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { ingest } from '../manifest/ingest.js';
import { decodeMask } from './decode-mask.js';
import { inspectImage, inspectMask } from './inspect-image.js';

const [width, height] = [64, 48];
const inLesion = (i: number) => {
  const [x, y] = [i % width, Math.floor(i / width)];
  return (x - 30) ** 2 + (y - 20) ** 2 < 14 ** 2;
};
/** A mask whose pixels have the first samples on the lesion and the second ones around it. */
function mask(lesion: readonly number[], ground: readonly number[]) {
  const data = Uint8Array.from({ length: width * height * lesion.length }, (_, at) => {
    const i = Math.floor(at / lesion.length);
    return (inLesion(i) ? lesion : ground)[at % lesion.length] as number;
  });
  const channels = lesion.length as 1 | 2 | 3 | 4;
  return sharp(data, { raw: { width, height, channels } });
}

const grey = (lesion: number, ground: number) => mask([lesion], [ground]).toColourspace('b-w');
const deep = (lesion: number) =>
  sharp(
    Uint16Array.from({ length: width * height }, (_, i) => (inLesion(i) ? lesion : 0)),
    {
      raw: { width, height, channels: 1 },
    },
  ).toColourspace('grey16');
const photo = await mask([200, 90, 80], [240, 200, 190]).jpeg().toBuffer();
const truth = await grey(255, 0).png().toBuffer();

const root = await mkdtemp(join(tmpdir(), 'crossfold-masks-'));
afterAll(() => rm(root, { recursive: true }));

async function inspected(bytes: Uint8Array) {
  const path = join(root, 'mask.png');
  await writeFile(path, bytes);
  return inspectMask(path);
}

describe('a mask', () => {
  it.each([
    ['0 and 255', grey(255, 0).png()],
    ['0 and 1', grey(1, 0).png()],
    ['1 and 2', grey(2, 1).png()],
    ['0 and 1 of 65,535', deep(1).png()],
    ['0 and 65,535', deep(65_535).png()],
    ['a palette', mask([255, 255, 255], [0, 0, 0]).png({ palette: true, colours: 2 })],
    ['red on black', mask([128, 0, 0], [0, 0, 0]).png()],
    ['blue on white', mask([0, 0, 255], [255, 255, 255]).png()],
    ['transparency alone', mask([9, 9, 9, 255], [9, 9, 9, 0]).png()],
    ['a photograph cut out', sharp(photo).joinChannel(truth).png()],
    ['white on transparent black', mask([255, 255, 255, 255], [0, 0, 0, 0]).png()],
    ['a TIFF of 0 and 1', grey(1, 0).tiff({ compression: 'lzw' })],
    ['a JPEG', grey(255, 0).jpeg({ quality: 90 })],
  ])('is read from %s', async (_, coded) => {
    const bytes = await coded.toBuffer();
    await expect(inspected(bytes)).resolves.toEqual({
      sha256: sha256(bytes),
      widthPx: width,
      heightPx: height,
    });
    expect(await decodeMask(bytes, 32, 'mask')).toEqual(await decodeMask(truth, 32, 'mask'));
  });

  it('of 0 and 255, or with soft edges, decodes as it did', async () => {
    const soft = await grey(255, 0).blur(2).toColourspace('b-w').png().toBuffer();
    for (const bytes of [truth, soft]) {
      const before = await sharp(bytes)
        .removeAlpha()
        .toColourspace('b-w')
        .resize(37, 37, { fit: 'fill', kernel: 'linear' })
        .raw({ depth: 'uchar' })
        .toBuffer();
      const expected = before.map((value) => (value >= 128 ? 255 : 0));
      expect(Buffer.from(await decodeMask(bytes, 37, 'mask'))).toEqual(Buffer.from(expected));
    }
  });

  it('may cover the whole image', async () => {
    await expect(inspected(await grey(255, 255).png().toBuffer())).resolves.toBeDefined();
  });

  const labels = sharp(
    Uint8Array.from({ length: width * height }, (_, i) => i % 3),
    { raw: { width, height, channels: 1 } },
  );
  it.each([
    ['nothing', grey(0, 0).png(), /a region in the mask .*an empty one/],
    ['one value that may mean either', grey(1, 1).png(), /the one value 1/],
    ['three labels', labels.toColourspace('b-w').png(), /more than two greys, from 0 to 2/],
    ['two colours of which neither is the ground', mask([0, 9, 200], [200, 9, 0]).png(), /neither/],
    ['a photograph', sharp(photo).blur(4).png(), /more than two colours/],
    [
      'colours that contradict the transparency',
      mask([0, 0, 0, 255], [255, 255, 255, 0]).png(),
      /by its colours and another by its transparency/,
    ],
  ])('that shows %s is refused', async (_, coded, reason) => {
    const bytes = await coded.toBuffer();
    await expect(inspected(bytes)).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: expect.stringMatching(reason) as string,
    });
  });

  it('is decoded when it is added: coding and size are settled then', async () => {
    const dir = await mkdtemp(join(root, 'set-'));
    const masks = {
      akiec: await grey(1, 0).png().toBuffer(),
      bcc: truth.subarray(0, -40),
      bkl: await grey(255, 0).resize(32, 24, { kernel: 'nearest' }).png().toBuffer(),
      df: await labels.toColourspace('b-w').png().toBuffer(),
      mel: Buffer.from('no image'),
    };
    await mkdir(join(dir, 'masks'));
    const rows = ['lesion_id,image_id,dx,dx_type,age,sex,localization'];
    for (const [i, label] of diagnosisClasses.entries()) {
      const picture = await sharp(photo)
        .modulate({ brightness: 1 + i / 20 })
        .jpeg()
        .toBuffer();
      await writeFile(join(dir, `${label}.jpg`), picture);
      rows.push(`${label},${label},${label},,,,`);
    }
    for (const [label, bytes] of Object.entries(masks)) {
      await writeFile(join(dir, 'masks', `${label}_segmentation.png`), bytes);
    }
    await writeFile(join(dir, 'metadata.csv'), rows.join('\n'));
    const { manifest } = await ingest(dir, { inspectImage, inspectMask });
    const withMask = manifest.images.filter(({ maskSha256 }) => maskSha256 !== null);
    expect(withMask.map(({ imageId }) => imageId)).toEqual(['akiec']);
    const details = manifest.problems.map(({ imageId, detail }) => `${imageId}: ${detail}`);
    expect(details).toHaveLength(6);
    expect(details.join('\n')).toMatch(/^bcc: .*bcc_segmentation\.png, got: .*kept without mask$/m);
    expect(details.join('\n')).toMatch(/^bkl: its mask has 32x24 for an image of 64x48 pixels/m);
    expect(details.join('\n')).toMatch(/^df: .*more than two greys/m);
    expect(details.join('\n')).toMatch(/^nv: the folder of masks has none for it/m);
  });
});
