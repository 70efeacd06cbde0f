import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { deferStore } from './defer-store.js';
import { createFileStore } from './file-store.js';

it('opens a store once, when it is used first, and closes only what it has opened', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'crossfold-defer-'));
  onTestFinished(() => {
    rmSync(dir, { recursive: true });
  });
  const events: string[] = [];
  const open = () => {
    const inner = createFileStore({ kind: 'file', dir });
    events.push('open');
    const close = async () => {
      events.push('close');
      await inner.close();
    };
    return Promise.resolve({ ...inner, close });
  };
  await deferStore(open).close();
  expect(events).toEqual([]);
  const store = deferStore(open);
  await Promise.all([store.put('a', Buffer.from('1')), store.put('b', Buffer.from('2'))]);
  const keys: string[] = [];
  for await (const { key } of store.list('')) keys.push(key);
  expect(keys).toEqual(['a', 'b']);
  expect(Buffer.from((await store.get('a')).bytes).toString()).toBe('1');
  await store.close();
  expect(events).toEqual(['open', 'close']);
});
