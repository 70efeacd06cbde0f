import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../catalogue/catalogue.js';
import { findPublishedWeights } from './published-weights.js';

const folder = { path: '' };

beforeAll(async () => {
  folder.path = await mkdtemp(join(tmpdir(), 'crossfold-published-'));
});

afterAll(() => rm(folder.path, { recursive: true, force: true }));

describe('findPublishedWeights', () => {
  const contents = Buffer.from('weights');
  const architecture = {
    ...catalogue.tiny,
    publishedFiles: [
      { name: 'good.h5', checksum: ['md5', createHash('md5').update(contents).digest('hex')] },
      { name: 'other.h5', checksum: null },
    ],
  } as const;
  const find = () => findPublishedWeights('tiny', architecture, folder.path);

  it('says which file belongs where, then finds it, then refuses another', async () => {
    const missing = await find().catch((error: unknown) => error);
    expect(missing).toMatchObject({
      code: 'WEIGHTS_INVALID',
      message: expect.stringContaining(folder.path),
      remedy: expect.stringMatching(/good\.h5 \(md5 \w{32}\), or other\.h5 \(no checksum/),
    });
    await writeFile(join(folder.path, 'other.h5'), 'x');
    expect(await find()).toBe(join(folder.path, 'other.h5'));
    await writeFile(join(folder.path, 'good.h5'), contents);
    expect(await find()).toBe(join(folder.path, 'good.h5'));
    await writeFile(join(folder.path, 'good.h5'), 'altered');
    await expect(find()).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
    await expect(find()).rejects.toThrow(/expected md5 \w{32} for .*good\.h5, got \w{32}/);
  });

  it('refuses an architecture without known files, by name', async () => {
    const finding = findPublishedWeights('tiny', catalogue.tiny, folder.path);
    await expect(finding).rejects.toThrow(/got tiny/);
  });

  it('knows well-formed checksums, of the backbone alone first', () => {
    const widths = { md5: 32, sha256: 64 };
    const files = Object.values(catalogue).flatMap(({ publishedFiles }) => [...publishedFiles]);
    expect(files.length).toBeGreaterThanOrEqual(10);
    for (const { name, checksum } of files) {
      expect(name).toMatch(/^[\w.-]+\.h5$/);
      if (checksum) expect(checksum[1]).toMatch(new RegExp(`^[0-9a-f]{${widths[checksum[0]]}}$`));
    }
  });
});
