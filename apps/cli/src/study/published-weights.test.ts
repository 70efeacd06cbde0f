import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { assertPublishedThere, weightsFolder } from './published-weights.js';

const folder = await mkdtemp(join(tmpdir(), 'crossfold-published-'));
afterAll(() => rm(folder, { recursive: true }));

const address = 'https://weights.example/';
const checked = {
  backbone: 'checked',
  address,
  files: [{ name: 'a_notop.h5', checksum: 'md5 0' }],
};
const unchecked = { backbone: 'unchecked', address, files: [{ name: 'b.h5', checksum: null }] };

it('says which file is missing, where it comes from and where it belongs', async () => {
  const notes = await assertPublishedThere([checked], folder);
  expect(notes).toEqual([
    `ImageNet weights of checked: a_notop.h5 is not in ${folder}; workers fetch it from ${address}, or put it there`,
  ]);
  await expect(assertPublishedThere([checked, unchecked], folder)).rejects.toMatchObject({
    code: 'WEIGHTS_INVALID',
    problems: [expect.stringContaining(`unchecked: ${address}b.h5, which states no checksum`)],
    remedy: expect.stringContaining(folder) as string,
  });
});

it('says nothing of what is there', async () => {
  await Promise.all(['a_notop.h5', 'b.h5'].map((name) => writeFile(join(folder, name), '')));
  expect(await assertPublishedThere([checked, unchecked], folder)).toEqual([]);
});

it('looks where workers look', () => {
  expect(weightsFolder({ CROSSFOLD_WEIGHTS_DIR: '/w', HOME: '/h' })).toBe('/w');
  expect(weightsFolder({ HOME: '/h' })).toBe('/h/.cache/crossfold/weights');
});
