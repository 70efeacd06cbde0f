import { randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { AppError, recordKind, sha256 } from '@crossfold/contracts';
import {
  createRecord,
  readRecord,
  replaceRecord,
  updateRecord,
  type ListOptions,
  type ObjectStore,
} from '@crossfold/storage';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

/** A driver to be put through the suite. */
export interface StoreUnderTest {
  /** A store on the same place each time, as another process would open it. */
  open(): ObjectStore;
  /** Changes one byte of the stored object behind the store's back. */
  corrupt(key: string): Promise<void>;
  stop(): Promise<void>;
}

const mebibyte = 1024 * 1024;
const contenders = 20;

const unicodeKeys = [
  'Läsion/Übersicht.json',
  '皮膚/病変 1.txt',
  'a b/c+d=e&f%20g',
  "q'~!*()@,;:$#?",
];
const hostileKeys = [
  '',
  '/absolute',
  'a//b',
  'a/',
  '../outside',
  'a/../b',
  'a/./b',
  'a\\b',
  'a\nb',
  'a\0b',
  'lone surrogate \ud800',
  'x'.repeat(256),
  `${'long/'.repeat(205)}key`,
];

/** What every implementation of the port must do. Each case keeps to a folder of its own. */
export function describeObjectStore(name: string, start: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let subject: StoreUnderTest;
    let store: ObjectStore;

    beforeAll(async () => {
      subject = await start();
      store = subject.open();
      return async () => {
        await store.close();
        await subject.stop();
      };
    });

    describe('put and get', () => {
      it.each([
        ['an empty object', 0],
        ['one byte', 1],
        ['the size of one part exactly', 8 * mebibyte],
        ['20 MiB, in several parts', 20 * mebibyte],
      ])('returns %s as it was', async (_what, sizeBytes) => {
        const key = newKey();
        const bytes = randomBytes(sizeBytes);
        const stored = await store.put(key, bytes);
        const loaded = await store.get(key);
        expect(bytes.equals(loaded.bytes)).toBe(true);
        expect(stored).toEqual({ etag: loaded.etag, sizeBytes, sha256: sha256(bytes) });
        expect(loaded.sha256).toBe(stored.sha256);
      });

      it.each(unicodeKeys)('keeps the key %s', async (path) => {
        const key = newKey(path);
        await store.put(key, text(path));
        expect(await read(key)).toBe(path);
        expect(await keysOf(key.slice(0, 37))).toEqual([key]);
      });

      it('overwrites, and the etag tells', async () => {
        const key = newKey();
        const first = await store.put(key, text('first version'));
        const second = await store.put(key, text('second'));
        expect(second.etag).not.toBe(first.etag);
        expect(await read(key)).toBe('second');
        expect(await store.head(key)).toEqual({ etag: second.etag, sizeBytes: 6 });
      });

      it('never shows a mixture while an object is overwritten', async () => {
        const key = newKey();
        const versions = ['a', 'b', 'c'].map((letter) => text(letter.repeat(300_000)));
        const known = versions.map((bytes) => sha256(bytes));
        await store.put(key, text('a'.repeat(300_000)));
        const writes = versions.concat(versions).map((bytes) => store.put(key, bytes));
        const reads = Array.from({ length: 20 }, () => store.get(key));
        for (const loaded of await Promise.all(reads)) expect(known).toContain(loaded.sha256);
        await Promise.all(writes);
        expect(known).toContain((await store.get(key)).sha256);
      });

      it('takes many keys at once', async () => {
        const folder = newKey('many');
        const names = Array.from({ length: 40 }, (_, index) => `${folder}/${index}`);
        await Promise.all(names.map((key) => store.put(key, text(key))));
        expect(await Promise.all(names.map(read))).toEqual(names);
      });

      it('is seen by another opening of the same store', async () => {
        const key = newKey();
        await store.put(key, text('shared'));
        const other = subject.open();
        expect(Buffer.from((await other.get(key)).bytes).toString()).toBe('shared');
        await other.close();
      });

      it('refuses an object that is larger than may be read, and not one that is as large', async () => {
        const key = newKey();
        await store.put(key, randomBytes(100));
        expect((await store.get(key, { maxBytes: 100 })).bytes).toHaveLength(100);
        const refused = store.get(key, { maxBytes: 99 });
        await expect(refused).rejects.toMatchObject({
          code: 'OBJECT_CORRUPT',
          message: `expected at most 99 bytes for ${key}, got 100`,
        });
        // What was refused leaves nothing open that another read would wait for.
        expect((await store.get(key)).bytes).toHaveLength(100);
      });

      it('reports an object that is missing', async () => {
        await expectCode('OBJECT_MISSING', store.get(newKey()));
      });

      it('notices changed bytes', async () => {
        const key = newKey();
        await store.put(key, text('healthy lesion'));
        await subject.corrupt(key);
        const error = await expectCode('OBJECT_CORRUPT', store.get(key));
        expect(error.message).toContain(key);
      });
    });

    describe('streams', () => {
      it.each([
        ['small', [3, 5]],
        ['of several parts', [5 * mebibyte, 7 * mebibyte, 6 * mebibyte]],
      ])('stores a %s stream of unknown length', async (_what, sizes) => {
        const key = newKey();
        const chunks = sizes.map((size) => randomBytes(size));
        const whole = Buffer.concat(chunks);
        const stored = await store.put(key, Readable.from(chunks));
        expect(stored.sizeBytes).toBe(whole.length);
        expect(stored.sha256).toBe(sha256(whole));
        expect((await store.get(key)).sha256).toBe(stored.sha256);
      });

      it.each([
        ['early', 10],
        ['after several parts', 18 * mebibyte],
      ])('leaves nothing of a stream that fails %s', async (_what, sizeBytes) => {
        const key = newKey();
        const failing = Readable.from(failAfter(sizeBytes));
        await expect(store.put(key, failing)).rejects.toThrow('camera unplugged');
        expect(await store.head(key)).toBeNull();
        expect(await keysOf(key)).toEqual([]);
      });

      it('keeps the version before when a stream over it fails', async () => {
        const key = newKey();
        await store.put(key, text('before'));
        const failing = Readable.from(failAfter(100_000));
        await expect(store.put(key, failing)).rejects.toThrow('camera unplugged');
        expect(await read(key)).toBe('before');
      });

      it.each([
        ['the whole', {}, 'abcdefghij'],
        ['a middle', { start: 2, end: 5 }, 'cde'],
        ['a beginning', { end: 3 }, 'abc'],
        ['an end', { start: 7 }, 'hij'],
        ['the last byte', { start: 9, end: 10 }, 'j'],
        ['what there is of an end beyond the object', { start: 8, end: 99 }, 'ij'],
      ])('reads %s', async (_what, range, expected) => {
        const key = newKey();
        await store.put(key, text('abcdefghij'));
        expect(await collect(store, key, range)).toBe(expected);
      });

      it('reads an empty object', async () => {
        const key = newKey();
        await store.put(key, text(''));
        expect(await collect(store, key, {})).toBe('');
      });

      it.each([{ start: 10 }, { start: 3, end: 3 }, { start: -1 }, { start: 0.5 }])(
        'refuses the range %j of ten bytes',
        async (range) => {
          const key = newKey();
          await store.put(key, text('abcdefghij'));
          await expectCode('REQUEST_INVALID', store.getStream(key, range));
        },
      );

      it('reports an object that is missing', async () => {
        await expectCode('OBJECT_MISSING', store.getStream(newKey()));
      });

      it('notices changed bytes at the end of the whole', async () => {
        const key = newKey();
        await store.put(key, text('healthy lesion'));
        await subject.corrupt(key);
        await expectCode('OBJECT_CORRUPT', collect(store, key, {}));
      });
    });

    describe('conditions', () => {
      it.each([
        ['small', 10],
        ['in parts', 17 * mebibyte],
      ])('writes a new object (%s) once only', async (_what, sizeBytes) => {
        const key = newKey();
        const first = await store.put(key, Buffer.alloc(sizeBytes, 1), { ifNoneMatch: true });
        const again = store.put(key, Buffer.alloc(sizeBytes, 2), { ifNoneMatch: true });
        await expectCode('OBJECT_EXISTS', again);
        expect((await store.get(key)).sha256).toBe(first.sha256);
      });

      it('lets exactly one of many writers make a new object', async () => {
        const key = newKey();
        const results = await race((bytes) => store.put(key, bytes, { ifNoneMatch: true }));
        expect(results.winners).toHaveLength(1);
        expect(results.codes).toEqual(new Set(['OBJECT_EXISTS']));
        expect(await read(key)).toBe(results.winners[0]);
      });

      it('lets exactly one of many writers replace a version', async () => {
        const key = newKey();
        const { etag } = await store.put(key, text('base'));
        const results = await race((bytes) => store.put(key, bytes, { ifMatch: etag }));
        expect(results.winners).toHaveLength(1);
        expect(results.codes).toEqual(new Set(['CONFLICT']));
        expect(await read(key)).toBe(results.winners[0]);
      });

      it('replaces the version that is named, time after time', async () => {
        const key = newKey();
        let { etag } = await store.put(key, text('0'));
        for (const version of ['1', '2', '3']) {
          ({ etag } = await store.put(key, text(version), { ifMatch: etag }));
        }
        expect(await read(key)).toBe('3');
      });

      it('refuses to replace an older version', async () => {
        const key = newKey();
        const { etag } = await store.put(key, text('old'));
        await store.put(key, text('newer'));
        await expectCode('CONFLICT', store.put(key, text('late'), { ifMatch: etag }));
        expect(await read(key)).toBe('newer');
      });

      it('refuses to replace what was deleted', async () => {
        const key = newKey();
        const { etag } = await store.put(key, text('gone'));
        await store.delete(key);
        await expectCode('CONFLICT', store.put(key, text('late'), { ifMatch: etag }));
        expect(await store.head(key)).toBeNull();
      });

      it('lets a deleted object be made anew', async () => {
        const key = newKey();
        await store.put(key, text('one'), { ifNoneMatch: true });
        await store.delete(key);
        await store.put(key, text('two'), { ifNoneMatch: true });
        expect(await read(key)).toBe('two');
      });
    });

    describe('head, list and delete', () => {
      it('gives one etag and size by put, get, head and list', async () => {
        const key = newKey();
        const { etag, sizeBytes } = await store.put(key, text('same'));
        expect((await store.get(key)).etag).toBe(etag);
        expect(await store.head(key)).toEqual({ etag, sizeBytes });
        expect(await listOf(key)).toEqual([
          { key, etag, sizeBytes, modifiedMs: expect.any(Number) },
        ]);
      });

      it('says null of an object that is missing', async () => {
        expect(await store.head(newKey())).toBeNull();
      });

      it('says null of a folder of objects', async () => {
        const key = newKey('folder/object');
        await store.put(key, text('x'));
        expect(await store.head(key.replace('/object', ''))).toBeNull();
      });

      it('lists by the order of bytes, also around folders', async () => {
        const folder = `${randomUUID()}/`;
        const names = [
          'B',
          'a-b',
          'a.b',
          'a/b',
          'a/c/d',
          'a0',
          'ab',
          'z',
          'é',
          '\uff21',
          '\u{1f600}',
        ];
        for (const name of names.toReversed()) await store.put(folder + name, text(name));
        expect(await keysOf(folder)).toEqual(names.map((name) => folder + name));
      });

      it('takes a prefix that ends within a name', async () => {
        const folder = `${randomUUID()}/`;
        for (const name of ['run-1/a', 'run-10/a', 'run-2/a', 'run-1.json']) {
          await store.put(folder + name, text(name));
        }
        const found = async (prefix: string) =>
          (await keysOf(folder + prefix)).map((key) => key.slice(folder.length));
        expect(await found('run-1')).toEqual(['run-1.json', 'run-1/a', 'run-10/a']);
        expect(await found('run-1/')).toEqual(['run-1/a']);
        expect(await found('run-3')).toEqual([]);
        expect(await found('run-1/a')).toEqual(['run-1/a']);
      });

      it('lists nothing of a prefix that nothing has', async () => {
        expect(await keysOf(`${randomUUID()}/`)).toEqual([]);
      });

      it('lists nothing below an object', async () => {
        const key = newKey();
        await store.put(key, text('x'));
        expect(await keysOf(`${key}/`)).toEqual([]);
        expect(await keysOf(`${key}/a/b`)).toEqual([]);
      });

      it('lists more keys than a page holds, and from any key on', async () => {
        const folder = `${randomUUID()}/`;
        const keys = Array.from({ length: 1100 }, (_, i) => `${folder}${i % 4}/${1000 + i}`).sort();
        for (let at = 0; at < keys.length; at += 50) {
          await Promise.all(keys.slice(at, at + 50).map((key) => store.put(key, text('x'))));
        }
        expect(await keysOf(folder)).toEqual(keys);
        const middle = keys[612] ?? '';
        expect(await keysOf(folder, { startAfter: middle })).toEqual(keys.slice(613));
        const page = await keysOf(folder, { startAfter: middle, limit: 10 });
        expect(page).toEqual(keys.slice(613, 623));
      });

      it('starts after a key that does not exist', async () => {
        const folder = `${randomUUID()}/`;
        for (const name of ['a/1', 'b', 'c/1']) await store.put(folder + name, text(name));
        expect(await keysOf(folder, { startAfter: `${folder}a/9` })).toEqual([
          `${folder}b`,
          `${folder}c/1`,
        ]);
        expect(await keysOf(folder, { startAfter: `${folder}z` })).toEqual([]);
      });

      it('stops at the limit, and refuses one of none', async () => {
        const folder = `${randomUUID()}/`;
        for (const name of ['a', 'b', 'c']) await store.put(folder + name, text(name));
        expect(await keysOf(folder, { limit: 2 })).toEqual([`${folder}a`, `${folder}b`]);
        await expectCode('REQUEST_INVALID', keysOf(folder, { limit: 0 }));
      });

      it('deletes, and again without complaint', async () => {
        const key = newKey('a/b/c');
        await store.put(key, text('x'));
        await store.delete(key);
        await store.delete(key);
        expect(await store.head(key)).toBeNull();
        expect(await keysOf(key)).toEqual([]);
        await expectCode('OBJECT_MISSING', store.get(key));
      });

      it('deletes one object and no neighbour', async () => {
        const folder = `${randomUUID()}/`;
        await store.put(`${folder}a`, text('same bytes'));
        await store.put(`${folder}ab`, text('same bytes'));
        await store.delete(`${folder}a`);
        expect(await read(`${folder}ab`)).toBe('same bytes');
      });

      it('takes a key where deleted keys had their folder', async () => {
        const key = newKey('place');
        await store.put(`${key}/inner`, text('x'));
        await store.delete(`${key}/inner`);
        await store.put(key, text('y'));
        expect(await read(key)).toBe('y');
      });

      it('survives writes and deletes in one folder at once', async () => {
        const folder = newKey('busy');
        const cycle = async (key: string) => {
          for (let round = 0; round < 5; round += 1) {
            await store.put(key, text(key));
            await store.delete(key);
          }
          await store.put(key, text(key));
        };
        const keys = Array.from({ length: 10 }, (_, index) => `${folder}/${index}`);
        await Promise.all(keys.map(cycle));
        expect(await keysOf(folder)).toEqual(keys);
      });
    });

    describe('arguments', () => {
      it.each(hostileKeys)('refuses the key %j everywhere', async (key) => {
        await expectCode('REQUEST_INVALID', store.put(key, text('x')));
        await expectCode('REQUEST_INVALID', store.get(key));
        await expectCode('REQUEST_INVALID', store.getStream(key));
        await expectCode('REQUEST_INVALID', store.head(key));
        await expectCode('REQUEST_INVALID', store.delete(key));
      });

      it.each(['/a', 'a//b', '../a', 'a\\'])('refuses the prefix %j', async (prefix) => {
        await expectCode('REQUEST_INVALID', keysOf(prefix));
      });
    });

    describe('records', () => {
      const schema = z.strictObject({
        fold: z.int(),
        name: z.string(),
        schemaVersion: z.literal(1),
      });
      const pattern = () => newKey('{name}.json') as `${string}/{name}.json`;
      const tiny = { name: 'tiny', fold: 2, schemaVersion: 1 } as const;
      const at = { name: 'tiny' };

      it('writes canonical JSON and reads it back', async () => {
        const kind = recordKind(pattern(), 'replace', schema);
        const stored = await replaceRecord(store, kind, at, tiny);
        const text = '{"fold":2,"name":"tiny","schemaVersion":1}';
        expect(await read(kind.key(at))).toBe(text);
        expect(stored.sha256).toBe(sha256(text));
        expect(await readRecord(store, kind, at)).toEqual(tiny);
      });

      it('writes once what is to be written once', async () => {
        const kind = recordKind(pattern(), 'once', schema);
        expect(await createRecord(store, kind, at, tiny)).toBe(true);
        expect(await createRecord(store, kind, at, { ...tiny, fold: 3 })).toBe(false);
        expect(await readRecord(store, kind, at)).toEqual(tiny);
      });

      it('loses no change of several at once', async () => {
        const kind = recordKind(pattern(), 'update', schema);
        const increase = () =>
          updateRecord(store, kind, at, (current) => ({ ...tiny, fold: (current?.fold ?? 0) + 1 }));
        await Promise.all([increase(), increase(), increase()]);
        expect((await readRecord(store, kind, at)).fold).toBe(3);
      });

      it('writes nothing that does not fit', async () => {
        const kind = recordKind(pattern(), 'replace', schema);
        await expectCode('INTERNAL', replaceRecord(store, kind, at, { ...tiny, fold: NaN }));
        expect(await store.head(kind.key(at))).toBeNull();
      });

      it.each(['{"fold":1', '{"fold":"1","name":"tiny"}', '\xff'])(
        'names the key of a record that is none: %j',
        async (content) => {
          const kind = recordKind(pattern(), 'replace', schema);
          await store.put(kind.key(at), Buffer.from(content, 'latin1'));
          const error = await expectCode('OBJECT_CORRUPT', readRecord(store, kind, at));
          expect(error.message).toContain(kind.key(at));
        },
      );
    });

    it('checks itself and leaves no trace', async () => {
      await store.check();
      expect(await keysOf('checks/')).toEqual([]);
    });

    async function read(key: string): Promise<string> {
      return Buffer.from((await store.get(key)).bytes).toString();
    }

    async function listOf(prefix: string, options?: ListOptions) {
      const found = [];
      for await (const object of store.list(prefix, options)) found.push(object);
      return found;
    }

    async function keysOf(prefix: string, options?: ListOptions): Promise<string[]> {
      return (await listOf(prefix, options)).map(({ key }) => key);
    }
  });
}

/** The AppError with which an action fails; any other outcome fails the test. */
export async function expectCode(code: string, action: Promise<unknown>): Promise<AppError> {
  const outcome = await action.then(
    () => 'success',
    (error: unknown) => error,
  );
  if (!(outcome instanceof AppError)) throw new Error(`expected ${code}`, { cause: outcome });
  expect(outcome).toMatchObject({ code });
  return outcome;
}

function newKey(name = 'object'): string {
  return `${randomUUID()}/${name}`;
}

function text(content: string): Buffer {
  return Buffer.from(content);
}

async function collect(store: ObjectStore, key: string, range: object): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await store.getStream(key, range)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function* failAfter(sizeBytes: number): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < sizeBytes; sent += mebibyte) {
    yield Buffer.alloc(Math.min(mebibyte, sizeBytes - sent));
  }
  throw new Error('camera unplugged');
}

/** Many writers at once, each with other bytes: those that succeeded, and how the others failed. */
async function race(put: (bytes: Buffer) => Promise<unknown>) {
  const names = Array.from({ length: contenders }, (_, index) => `writer ${index}`);
  const outcomes = await Promise.allSettled(names.map((name) => put(text(name))));
  const winners = names.filter((_, index) => outcomes[index]?.status === 'fulfilled');
  const reasons = outcomes.flatMap((o) => (o.status === 'rejected' ? [o.reason as AppError] : []));
  return { winners, codes: new Set(reasons.map(({ code }) => code)) };
}
