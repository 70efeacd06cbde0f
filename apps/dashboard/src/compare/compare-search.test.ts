import { expect, it } from 'vitest';
import { listedVariants, readCompareSearch } from './compare-search.js';

it('takes each variant once, eight at most, and nothing else', () => {
  const many = Array.from({ length: 12 }, (_, i) => `s/v${i}`).join(',');
  expect(listedVariants(readCompareSearch({ variants: `a/b,a/b,nothing,,${many}` }))).toEqual([
    'a/b',
    ...['s/v0', 's/v1', 's/v2', 's/v3', 's/v4', 's/v5', 's/v6'],
  ]);
  expect(listedVariants(readCompareSearch({}))).toEqual([]);
});

it('understands no other value of its switches', () => {
  expect(readCompareSearch({ unlike: 'yes', settings: 1, confusion: 'all' })).toEqual({
    variants: undefined,
    unlike: undefined,
    settings: undefined,
    confusion: undefined,
    at: undefined,
  });
});
