import { expect, it } from 'vitest';
import { compareText } from './text-order.js';

it('orders by code point, as UTF-8 bytes do', () => {
  const words = ['', 'a', 'B', 'ab', 'é', '\uFF5E', '\u{1F600}', '\uE000', 'a\u{1F600}', 'a\uFF5E'];
  const sorted = words.toSorted(compareText);
  expect(sorted).toEqual(words.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  expect(sorted.indexOf('\uFF5E')).toBeLessThan(sorted.indexOf('\u{1F600}'));
});
