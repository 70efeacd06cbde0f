import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { cacheHome } from './cache-home.js';

function noHome(): never {
  throw new Error('A system error occurred: uv_os_homedir returned ENOENT');
}

it('is below HOME', () => {
  expect(cacheHome({ HOME: '/home/ada' })).toBe('/home/ada/.cache/crossfold');
});

it('is a folder among the temporary ones for a user without a home', () => {
  const folder = cacheHome({}, noHome);
  expect(folder.startsWith(tmpdir())).toBe(true);
  expect(folder).toMatch(/crossfold-cache-\d+$/);
});
