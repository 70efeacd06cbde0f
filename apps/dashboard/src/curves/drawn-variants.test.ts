import { expect, it } from 'vitest';
import { drawnVariants, switchVariant } from './drawn-variants.js';

const names = ['full', 'a', 'b', 'c', 'd', 'e', 'f', 'g'];

it('draws the first six until variants are switched', () => {
  expect([...drawnVariants(names)]).toEqual(['full', 'a', 'b', 'c', 'd', 'e']);
  expect([...drawnVariants(names, 'a,g')]).toEqual(['full', 'b', 'c', 'd', 'e', 'g']);
});

it('switches a variant, and back', () => {
  expect(switchVariant(undefined, 'a')).toBe('a');
  expect(switchVariant('a', 'g')).toBe('a,g');
  expect(switchVariant('a,g', 'a')).toBe('g');
  expect(switchVariant('g', 'g')).toBeUndefined();
});
