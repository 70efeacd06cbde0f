import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { KeptTables } from './kept-tables.js';

const send = (tables: KeptTables, name: string, pieces: readonly string[]) =>
  buffer(Readable.from(pieces.map((piece) => Buffer.from(piece))).pipe(tables.keeping(name)));

it('keeps what came whole, the last that were read, and nothing that is large', async () => {
  const tables = new KeptTables(16);
  expect(tables.get('a')).toBeUndefined();
  expect(String(await send(tables, 'a', ['aa', 'aa']))).toBe('aaaa');
  for (const name of ['b', 'c', 'd']) await send(tables, name, [name.repeat(4)]);
  expect(String(tables.get('a'))).toBe('aaaa');
  expect(String(await send(tables, 'large', ['123', '45']))).toBe('12345');
  expect(tables.get('large')).toBeUndefined();
  // Of the same name, what came last; beyond all that fits, what was read longest ago is gone.
  await send(tables, 'c', ['C']);
  await send(tables, 'e', ['eeee']);
  expect(['a', 'b', 'c', 'd', 'e'].map((name) => tables.get(name)?.toString())).toEqual([
    'aaaa',
    undefined,
    'C',
    'dddd',
    'eeee',
  ]);
});

it('keeps nothing of a table that breaks off', async () => {
  const tables = new KeptTables();
  const broken = Readable.from(
    (function* () {
      yield Buffer.from('half');
      throw new Error('the store is away');
    })(),
  );
  const keeping = tables.keeping('a');
  broken.on('error', (error) => keeping.destroy(error)).pipe(keeping);
  await expect(buffer(keeping)).rejects.toThrow('away');
  expect(tables.get('a')).toBeUndefined();
});
