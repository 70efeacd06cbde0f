import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { sha256 } from '@crossfold/contracts';
import { createFileStore, readBlob } from '@crossfold/storage';
import { afterAll, expect, it } from 'vitest';
import { storeSettings } from '../process/config.js';
import { createInvocation } from '../process/context.js';
import { createTerminal } from '../terminal/terminal.js';
import { storeForeignFiles } from './foreign-files.js';

const dir = await mkdtemp(join(tmpdir(), 'crossfold-foreign-files-'));
afterAll(() => rm(dir, { recursive: true }));

const environment = { CROSSFOLD_HOME: join(dir, 'home') };
const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
const terminal = createTerminal(streams as never, { json: false, environment });
const { context } = createInvocation(terminal, environment, new AbortController().signal);

it('puts the tables that arms name into the store, and their hashes into the study file', async () => {
  await mkdir(join(dir, 'home'));
  await mkdir(join(dir, 'tables'));
  await writeFile(join(dir, 'tables/theirs.csv'), 'image,mel');
  const stored = { file: 'theirs.csv', sha256: sha256('image,mel') };
  const named = { name: 'theirs', predictions: 'tables/theirs.csv' };
  const other = { name: 'half', overrides: { training: { batchSize: 16 } } };
  const stage = { name: 'second', arms: { explicit: [named] } };
  const file = { name: 'a', arms: { explicit: [other, named] }, stages: [stage] };
  expect(await storeForeignFiles(context, file, dir)).toEqual({
    name: 'a',
    arms: { explicit: [other, { name: 'theirs', predictions: stored }] },
    stages: [{ name: 'second', arms: { explicit: [{ name: 'theirs', predictions: stored }] } }],
  });
  const store = createFileStore(storeSettings(context.config) as never);
  expect(Buffer.from(await readBlob(store, stored.sha256)).toString()).toBe('image,mel');
  await store.close();
  // What is in the store already is left as it is.
  const again = { arms: { explicit: [{ name: 'theirs', predictions: stored }] } };
  expect(await storeForeignFiles(context, again, dir)).toBe(again);
});

it('is refused where there is no such table, naming where it was looked for', async () => {
  const file = { arms: { explicit: [{ name: 'theirs', predictions: 'gone.csv' }] } };
  await expect(storeForeignFiles(context, file, dir)).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
    message: expect.stringContaining(join(dir, 'gone.csv')) as string,
  });
});
