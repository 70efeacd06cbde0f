import type * as os from 'node:os';
import { tmpdir } from 'node:os';
import { expect, it, vi } from 'vitest';
import { cacheHome } from './cache-home.js';

const noHome = vi.hoisted(() => () => {
  throw new Error('A system error occurred: uv_os_homedir returned ENOENT');
});
vi.mock('node:os', async (original) => ({
  ...(await original<typeof os>()),
  homedir: noHome,
}));

it('is below HOME', () => {
  expect(cacheHome({ HOME: '/home/ada' })).toBe('/home/ada/.cache/crossfold');
});

it('is a folder among the temporary ones for a user without a home', () => {
  const folder = cacheHome({});
  expect(folder.startsWith(tmpdir())).toBe(true);
  expect(folder).toMatch(/crossfold-cache-\d+$/);
});
