import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@crossfold/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allowedPath } from './allowed-path.js';

describe('allowedPath', () => {
  let root = '';

  beforeAll(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'crossfold-allowed-')));
    for (const folder of ['allowed/sub', 'allowed-not', 'other']) {
      await mkdir(join(root, folder), { recursive: true });
    }
    for (const file of ['allowed/a.h5', 'allowed/sub/b.h5', 'allowed-not/c.h5', 'other/d.h5']) {
      await writeFile(join(root, file), 'weights');
    }
    await symlink('sub/b.h5', join(root, 'allowed/inner'));
    await symlink(join(root, 'allowed-not'), join(root, 'allowed/out'));
    await symlink(join(root, 'allowed-not/nothing'), join(root, 'allowed/dangling'));
    await symlink(join(root, 'allowed'), join(root, 'alias'));
  });

  afterAll(() => rm(root, { recursive: true, force: true }));

  const find = (path: string, folders = ['allowed', 'other']) =>
    allowedPath(
      join(root, path),
      folders.map((folder) => join(root, folder)),
    );

  it.each([
    ['a file of the folder', 'allowed/a.h5', 'allowed/a.h5'],
    ['a file of another folder of the list', 'other/d.h5', 'other/d.h5'],
    ['a file below', 'allowed/sub/b.h5', 'allowed/sub/b.h5'],
    ['a link within', 'allowed/inner', 'allowed/sub/b.h5'],
    ['a path that comes back', 'allowed/sub/../a.h5', 'allowed/a.h5'],
  ])('finds %s', async (_, path, expected) => {
    expect(await find(path)).toBe(join(root, expected));
  });

  it('finds a file of a folder that is named by a link to it', async () => {
    expect(await find('alias/a.h5', ['alias'])).toBe(join(root, 'allowed/a.h5'));
  });

  it.each([
    ['a file elsewhere', 'allowed-not/c.h5'],
    ['no file elsewhere', 'allowed-not/nothing.h5'],
    ['a way up', 'allowed/../allowed-not/c.h5'],
    ['a link that leads out, to a file', 'allowed/out/c.h5'],
    ['a link that leads out, to nothing', 'allowed/out/nothing/at/all'],
    ['a link that leads out and nowhere', 'allowed/dangling'],
  ])('refuses %s, in the same words', async (_, path) => {
    const error = await find(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({
      code: 'WEIGHTS_INVALID',
      message: `expected a weights file within a folder that this worker may read from, got ${join(root, path)}`,
      remedy: expect.stringContaining('CROSSFOLD_WEIGHTS_FOLDERS') as string,
    });
  });

  it('says that a file of an allowed folder is missing', async () => {
    await expect(find('allowed/sub/missing.h5')).rejects.toThrow('got nothing there');
  });
});
