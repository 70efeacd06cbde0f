import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeFileFault, readNamedFile } from './named-file.js';

describe('readNamedFile', () => {
  let folder = '';
  const server = createServer();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-named-'));
    await writeFile(join(folder, 'file'), 'twelve bytes');
    await writeFile(join(folder, 'empty'), '');
    await writeFile(join(folder, 'huge'), '');
    await truncate(join(folder, 'huge'), 2 ** 40);
    await symlink('file', join(folder, 'link'));
    await symlink('circle', join(folder, 'circle'));
    await symlink('/dev/zero', join(folder, 'link-to-device'));
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
  });

  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  const read = (name: string, maxBytes?: number) => readNamedFile(join(folder, name), maxBytes);

  it.each([
    ['a file', 'file', 'twelve bytes'],
    ['a link to one', 'link', 'twelve bytes'],
    ['an empty one', 'empty', ''],
  ])('reads %s', async (_, name, text) => {
    expect((await read(name)).toString()).toBe(text);
  });

  it('reads a file that is as large as the limit', async () => {
    expect((await read('file', 12)).toString()).toBe('twelve bytes');
  });

  it('reads a file that does not tell its size', async () => {
    expect((await readNamedFile('/proc/self/status')).toString()).toContain('VmRSS');
  });

  it.each([
    ['a FIFO', 'fifo', 'a FIFO'],
    ['a socket', 'socket', 'a socket'],
    ['a device', '/dev/zero', 'a device'],
    ['a link to a device', 'link-to-device', 'a device'],
    ['a folder', '.', 'a folder'],
    ['a link in a circle', 'circle', 'a link that leads in a circle'],
    ['a path without a file', 'nothing', 'nothing there'],
    ['a file beyond the limit, unread', 'huge', 'more than 268435456 bytes'],
  ])('refuses %s', async (_, name, fault) => {
    const path = resolve(folder, name);
    const error: unknown = await readNamedFile(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(describeFileFault(error)).toBe(fault);
  });

  it('refuses a file that does not tell its size and is beyond the limit', async () => {
    const error: unknown = await readNamedFile('/proc/self/status', 20).catch((e: unknown) => e);
    expect(describeFileFault(error)).toBe('more than 20 bytes');
  });
});
