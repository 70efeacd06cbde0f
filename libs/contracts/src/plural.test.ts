import { expect, it } from 'vitest';
import { plural } from './plural.js';

it('counts one and several', () => {
  expect([0, 1, 2].map((count) => plural(count, 'cell'))).toEqual(['0 cells', '1 cell', '2 cells']);
  expect(plural(1, 'more variant is', 'more variants are')).toBe('1 more variant is');
  expect(plural(2, 'more variant is', 'more variants are')).toBe('2 more variants are');
});
