import '../support/without-links.mjs';
import { execFile } from 'node:child_process';
import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openObjectStore, type ObjectStore } from '@crossfold/storage';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { flipByte } from '../support/flip-byte.js';
import { describeObjectStore, expectCode } from './object-store.suite.js';

/** The file of an object's bytes: the second line of its name says where it lies. */
async function bytesOf(dir: string, key: string): Promise<string> {
  const text = await readFile(join(dir, 'objects', key), 'utf8');
  return join(dir, 'objects', key, '..', text.split('\n')[1] ?? '');
}

describeObjectStore('file store on a file system without links', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'crossfold-store-'));
  return {
    open: () => openObjectStore({ kind: 'file', dir }),
    corrupt: async (key) => flipByte(await bytesOf(dir, key)),
    stop: () => rm(dir, { recursive: true, force: true }),
  };
});

describe('file store without links on its disk', () => {
  let dir: string;
  let store: ObjectStore;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'crossfold-store-'));
    store = openObjectStore({ kind: 'file', dir });
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(dir, { recursive: true, force: true });
  });

  async function filesIn(folder: string): Promise<string[]> {
    const entries = await readdir(join(dir, folder), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  }

  it.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])('is used after %s', async (code) => {
    vi.stubEnv('CROSSFOLD_TEST_LINK_ERROR', code);
    await store.check();
    await store.put('a/b', Buffer.from('bytes'));
    expect(Buffer.from((await store.get('a/b')).bytes).toString()).toBe('bytes');
    expect((await lstat(join(dir, 'objects/a/b'))).isFile()).toBe(true);
  });

  it('keeps one file of bytes for each object, and no lock', async () => {
    const { etag } = await store.put('a/kept', Buffer.from('1'));
    await store.put('a/kept', Buffer.from('2'));
    await store.put('a/gone', Buffer.from('3'));
    await store.delete('a/gone');
    await expectCode('OBJECT_EXISTS', store.put('a/kept', Buffer.from('4'), { ifNoneMatch: true }));
    await expectCode('CONFLICT', store.put('a/kept', Buffer.from('5'), { ifMatch: etag }));
    await expectCode('REQUEST_INVALID', store.put('a/kept/below', Buffer.from('6')));
    await expectCode('REQUEST_INVALID', store.put('a', Buffer.from('7'), { ifNoneMatch: true }));
    expect(await filesIn('content')).toHaveLength(1);
    expect(await filesIn('incoming')).toEqual([]);
    expect(await readdir(join(dir, 'locks'))).toEqual([]);
  });

  it('loses no step of a counter that several processes raise at once', async () => {
    await store.put('counter', Buffer.from('0'));
    const support = (name: string) => fileURLToPath(new URL(`../support/${name}`, import.meta.url));
    const args = ['--import', support('without-links.mjs'), support('count-up.mjs')];
    const started = Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, [...args, dir, 'counter', '20']),
    );
    await Promise.all(started);
    expect(Buffer.from((await store.get('counter')).bytes).toString()).toBe('80');
    expect(await filesIn('content')).toHaveLength(1);
  });

  it('reads what was stored with links, and passes over what is not its own', async () => {
    const { sha256 } = await store.put('new', Buffer.from('x'));
    const [content = ''] = await filesIn('content');
    await symlink(`../content/${sha256.slice(0, 2)}/${content}`, join(dir, 'objects/linked'));
    await writeFile(join(dir, 'objects/notes.txt'), 'of a person');
    const keys: string[] = [];
    for await (const { key } of store.list('')) keys.push(key);
    expect(keys).toEqual(['linked', 'new']);
    expect((await store.get('linked')).sha256).toBe(sha256);
    expect(await store.head('notes.txt')).toBeNull();
  });
});
