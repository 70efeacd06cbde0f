import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditSplit, type AuditedFile } from '../audit/audit-split.js';
import { usualCopies } from '../audit/find-crossings.js';
import { readSplit } from '../audit/split-table.js';
import { createLesion } from './generator/lesion.js';
import { drawPhoto } from './generator/photo.js';
import { readImageLook } from './image-look.js';

const lesions = 12;

/** A drawn photograph, as a JPEG of 600×450. */
function photoOf(i: number): Promise<Buffer> {
  const lesion = createLesion(7, `L${i}`, i % 2 === 0 ? 'nv' : 'mel', 0.3);
  const { pixels } = drawPhoto(lesion, { seed: 7, lesionId: `L${i}`, imageId: `I${i}` }, 0.3);
  return sharp(pixels, { raw: { width: 600, height: 450, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

const copies = {
  small: (image: Buffer) => sharp(image).resize(300, 225).jpeg(),
  worse: (image: Buffer) => sharp(image).jpeg({ quality: 30 }),
  brighter: (image: Buffer) => sharp(image).modulate({ brightness: 1.08 }).png(),
  square: (image: Buffer) => sharp(image).resize(224, 224, { fit: 'fill' }).png(),
  mirrored: (image: Buffer) => sharp(image).flop().jpeg(),
  upsideDown: (image: Buffer) => sharp(image).rotate(180).jpeg(),
  quarter: (image: Buffer) => sharp(image).rotate(90).jpeg(),
} as const;

describe('copies that were changed', () => {
  const files = new Map<string, AuditedFile>();

  /** Every lesion in training; of the first seven a copy each under another id in the test part. */
  beforeAll(async () => {
    const add = async (name: string, bytes: Buffer) => {
      const look = await readImageLook(bytes, name);
      files.set(name, { sha256: name, look });
    };
    for (let i = 0; i < lesions; i++) {
      const image = await photoOf(i);
      await add(`I${i}`, image);
      const [kind, copy] = Object.entries(copies)[i] ?? [];
      if (kind !== undefined && copy) await add(kind, await copy(image).toBuffer());
    }
    const flat = { create: { width: 60, height: 45, channels: 3, background: '#ffffff' } } as const;
    await add('white', await sharp(flat).png().toBuffer());
    await add('I-white', await sharp(flat).jpeg().toBuffer());
  });

  const found = (mirrored: boolean) => {
    const rows = [...files.keys()].map((name) => `${name},${/^I/.test(name) ? 'train' : 'test'}`);
    const table = readSplit(`image,part\n${rows.join('\n')}\n`, { file: 'split.csv' });
    const { crossings } = auditSplit(table, { files, copies: { ...usualCopies, mirrored } });
    return crossings.map(({ kind, rows: tied }) => [kind, ...tied.map(({ imageId }) => imageId)]);
  };
  const pairs = Object.keys(copies).map((name, i) => ['copy', `I${i}`, name]);

  it('are found when resized, compressed, brightened and stretched, and nothing else is', () => {
    expect(found(false)).toEqual(pairs.slice(0, 4));
  });

  it('are found when mirrored and turned, where that is asked for', () => {
    expect(found(true)).toEqual(pairs);
  });
});
