import { expect, it } from 'vitest';
import { navigation } from './navigation.js';
import { shortcuts } from './shortcuts.js';

it('lists the keys of every page, each once', () => {
  const keys = shortcuts.map((one) => one.keys);
  expect(keys).toEqual(expect.arrayContaining(navigation.map(({ key }) => `g ${key}`)));
  expect(new Set(keys).size).toBe(keys.length);
});
