import { execFile } from 'node:child_process';
import {
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openObjectStore, type ObjectStore } from '@crossfold/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flipByte } from '../support/flip-byte.js';
import { describeObjectStore, expectCode } from './object-store.suite.js';

describeObjectStore('file store', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'crossfold-store-'));
  return {
    open: () => openObjectStore({ kind: 'file', dir }),
    corrupt: (key) => flipByte(join(dir, 'objects', key)),
    stop: () => rm(dir, { recursive: true, force: true }),
  };
});

describe('file store on its disk', () => {
  let dir: string;
  let store: ObjectStore;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'crossfold-store-'));
    store = openObjectStore({ kind: 'file', dir });
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('keeps an object as a plain file under its key', async () => {
    await store.put('studies/a/report.json', Buffer.from('{}'));
    expect(await readFile(join(dir, 'objects/studies/a/report.json'), 'utf8')).toBe('{}');
  });

  it('keeps one file for each object, whatever was overwritten, refused, failed or deleted', async () => {
    const { etag } = await store.put('a/kept', Buffer.from('1'));
    await store.put('a/kept', Buffer.from('2'));
    await store.put('a/gone', Buffer.from('3'));
    await store.delete('a/gone');
    await expectCode('OBJECT_EXISTS', store.put('a/kept', Buffer.from('4'), { ifNoneMatch: true }));
    await expectCode('CONFLICT', store.put('a/kept', Buffer.from('5'), { ifMatch: etag }));
    await expectCode('REQUEST_INVALID', store.put('a/kept/below', Buffer.from('6')));
    await expectCode('REQUEST_INVALID', store.put('a', Buffer.from('7')));
    expect(await filesIn('content')).toHaveLength(1);
    expect(await filesIn('incoming')).toEqual([]);
    expect(await filesIn('locks')).toEqual([]);
  });

  it.each([{}, { ifNoneMatch: true }] as const)(
    'refuses a key that is also a folder of keys, with %j',
    async (options) => {
      await store.put('a/b', Buffer.from('x'));
      await expectCode('REQUEST_INVALID', store.put('a', Buffer.from('y'), options));
      await expectCode('REQUEST_INVALID', store.put('a/b/c', Buffer.from('z'), options));
      await expectCode('OBJECT_MISSING', store.get('a/b/c'));
      await store.delete('a');
      await store.delete('a/b/c');
      expect((await store.head('a/b'))?.sizeBytes).toBe(1);
    },
  );

  it('can be moved to another folder', async () => {
    await store.put('deep/er/object', Buffer.from('carried'));
    const moved = `${dir}-moved`;
    await rename(dir, moved);
    const { bytes } = await openObjectStore({ kind: 'file', dir: moved }).get('deep/er/object');
    await rename(moved, dir);
    expect(Buffer.from(bytes).toString()).toBe('carried');
  });

  it('reports bytes that are gone from the disk, and those that were cut short', async () => {
    await store.put('gone', Buffer.from('x'));
    await rm(await realpath(join(dir, 'objects/gone')));
    await expectCode('OBJECT_CORRUPT', store.get('gone'));
    await store.put('short', Buffer.from('xyz'));
    await writeFile(join(dir, 'objects/short'), 'xy');
    await expectCode('OBJECT_CORRUPT', store.get('short'));
  });

  it('goes on reading a version that is overwritten and deleted meanwhile', async () => {
    await store.put('a', Buffer.alloc(1_000_000, 'x'));
    const stream = await store.getStream('a');
    await store.put('a', Buffer.from('other'));
    await store.delete('a');
    let sizeBytes = 0;
    for await (const chunk of stream) sizeBytes += chunk.byteLength;
    expect(sizeBytes).toBe(1_000_000);
  });

  it('clears bodies that killed processes left a day ago, and no younger ones', async () => {
    await store.check();
    await writeFile(join(dir, 'incoming/old'), 'x');
    await writeFile(join(dir, 'incoming/young'), 'x');
    const twoDaysAgo = new Date(Date.now() - 48 * 3600 * 1000);
    await utimes(join(dir, 'incoming/old'), twoDaysAgo, twoDaysAgo);
    await store.check();
    expect(await filesIn('incoming')).toEqual(['young']);
  });

  it('refuses a folder that is a file', async () => {
    const path = join(dir, 'file');
    await writeFile(path, 'x');
    const error = await expectCode(
      'STORE_REFUSED',
      openObjectStore({ kind: 'file', dir: path }).check(),
    );
    expect(error.remedy).toContain('CROSSFOLD_STORE');
  });

  it('loses no step of a counter that several processes raise at once', async () => {
    await store.put('counter', Buffer.from('0'));
    const script = fileURLToPath(new URL('../support/count-up.mjs', import.meta.url));
    const started = Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, [script, dir, 'counter', '40']),
    );
    await Promise.all(started);
    expect(Buffer.from((await store.get('counter')).bytes).toString()).toBe('160');
    expect(await filesIn('content')).toHaveLength(1);
  });

  async function filesIn(folder: string): Promise<string[]> {
    const entries = await readdir(join(dir, folder), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  }
});
