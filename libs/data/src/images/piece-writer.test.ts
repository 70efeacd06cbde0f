import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createPieceWriter } from './piece-writer.js';

const root = await mkdtemp(join(tmpdir(), 'piece-writer-'));
afterAll(() => rm(root, { recursive: true }));

/** More than one call to write takes, in bytes that tell where they belong. */
function numbered(sizes: readonly number[]): Buffer[] {
  let next = 0;
  return sizes.map((size) =>
    Buffer.from(Uint32Array.from({ length: size / 4 }, () => next++).buffer),
  );
}

describe('createPieceWriter', () => {
  it.each([
    ['nothing', []],
    ['less than a piece', [4, 0, 400]],
    ['several pieces, of buffers that fit in none', [3e6, 20e6, 4, 8e6, 5e6, 12]],
    ['more small buffers than a piece has', Array.from({ length: 3000 }, () => 4)],
  ])('puts %s after what is there, in order', async (_what, sizes) => {
    const path = join(root, `${sizes.length}`);
    const handle = await open(path, 'w');
    await handle.write('head');
    const writer = createPieceWriter(handle, 4);
    const buffers = numbered(sizes);
    for (const buffer of buffers) await writer.append(buffer);
    await writer.finish();
    await handle.close();
    const written = await readFile(path);
    expect(written.equals(Buffer.concat([Buffer.from('head'), ...buffers]))).toBe(true);
  });

  it('tells of a full disk, at the end at the latest', async () => {
    const handle = await open('/dev/full', 'w');
    const small = createPieceWriter(handle, 0);
    await small.append(Buffer.from('a few bytes'));
    await expect(small.finish()).rejects.toMatchObject({ code: 'ENOSPC' });
    const large = createPieceWriter(handle, 0);
    const fill = async () => {
      for (let i = 0; i < 8; i++) await large.append(Buffer.alloc(8e6));
    };
    await expect(fill()).rejects.toMatchObject({ code: 'ENOSPC' });
    await handle.close();
  });
});
