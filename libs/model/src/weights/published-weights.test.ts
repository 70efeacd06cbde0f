import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@crossfold/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
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
    publishedAt: 'https://published.invalid/',
    publishedFiles: [
      { name: 'good.h5', checksum: ['md5', createHash('md5').update(contents).digest('hex')] },
      { name: 'other.h5', checksum: null },
    ],
  } as const;
  const refusal = new AppError('STORE_UNAVAILABLE', 'the network is away');
  const fetch = vi.fn((): Promise<string> => Promise.reject(refusal));
  const source = () => ({ folder: folder.path, fetch });
  const find = () => findPublishedWeights('tiny', architecture, source());

  it('says which file belongs where, then finds it, then refuses another', async () => {
    const missing = await find().catch((error: unknown) => error);
    expect(missing).toMatchObject({
      code: 'WEIGHTS_INVALID',
      message: expect.stringContaining(folder.path),
      remedy: expect.stringMatching(/good\.h5 \(md5 \w{32}\), or other\.h5 \(no checksum/),
    });
    expect(missing).toMatchObject({ message: expect.stringContaining('the network is away') });
    const [name, checksum] = ['good.h5', architecture.publishedFiles[0].checksum];
    const address = 'https://published.invalid/good.h5';
    expect(fetch.mock.calls).toEqual([[{ name, checksum, address }]]);
    await writeFile(join(folder.path, 'other.h5'), 'x');
    expect(await find()).toBe(join(folder.path, 'other.h5'));
    await writeFile(join(folder.path, 'good.h5'), contents);
    expect(await find()).toBe(join(folder.path, 'good.h5'));
    await writeFile(join(folder.path, 'good.h5'), 'altered');
    await expect(find()).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
    await expect(find()).rejects.toThrow(/expected md5 \w{32} for .*good\.h5, got \w{32}/);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('does not fetch what nothing would tell from another file', async () => {
    const unchecked = { ...architecture, publishedFiles: [{ name: 'none.h5', checksum: null }] };
    const finding = findPublishedWeights('tiny', unchecked, source());
    await expect(finding).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('refuses an architecture without known files, by name', async () => {
    const finding = findPublishedWeights('tiny', catalogue.tiny, source());
    await expect(finding).rejects.toThrow(/got tiny/);
  });

  it('knows well-formed checksums, of the backbone alone first', () => {
    const widths = { md5: 32, sha256: 64 };
    const files = Object.values(catalogue).flatMap(({ publishedFiles }) => [...publishedFiles]);
    expect(files.length).toBeGreaterThanOrEqual(10);
    const published = Object.values(catalogue).filter(({ publishedAt }) => publishedAt !== null);
    for (const { publishedAt, publishedFiles } of published) {
      expect(publishedFiles.length).toBeGreaterThan(0);
      expect(publishedAt).toMatch(/^https:\/\/.*\/$/);
    }
    for (const { name, checksum } of files) {
      expect(name).toMatch(/^[\w.-]+\.h5$/);
      if (checksum) expect(checksum[1]).toMatch(new RegExp(`^[0-9a-f]{${widths[checksum[0]]}}$`));
    }
  });
});
