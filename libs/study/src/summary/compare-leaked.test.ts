import type { Predictions } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { compareLeaked } from './compare-leaked.js';

/** Answers by image id: `a0+` is of class 0 and right, `b1-` of class 1 and wrong. */
function answers(...ids: string[]): Predictions {
  const labels = ids.map((id) => Number(id[1]));
  return {
    schemaVersion: 1,
    classes: ['akiec', 'bcc', 'bkl'],
    imageIds: ids,
    labels,
    probabilities: ids.map((id, i) => {
      const said = id.endsWith('+') ? labels[i] : ((labels[i] ?? 0) + 1) % 3;
      return [0, 1, 2].map((c) => (c === said ? 1 : 0));
    }),
  };
}

it('scores both parts over the classes that both have', () => {
  const pooled = answers('a0+', 'b0+', 'c1+', 'd2+', 'e0-', 'f1+', 'g1-', 'h0+');
  const leaked = new Set(['a0+', 'b0+', 'c1+', 'd2+']);
  expect(compareLeaked('full', pooled, leaked)).toEqual({
    variant: 'full',
    leaked: { images: 4, accuracy: 1, balancedAccuracy: 1 },
    others: { images: 4, accuracy: 0.5, balancedAccuracy: 0.5 },
  });
});

it.each([
  ['no image leaks', answers('a0+', 'b1-'), []],
  ['every image leaks', answers('a0+', 'b1-'), ['a0+', 'b1-']],
  ['the parts have no class in common', answers('a0+', 'b1-'), ['a0+']],
])('compares nothing where %s', (_, pooled, leaked) => {
  expect(compareLeaked('full', pooled, new Set(leaked))).toBeNull();
});
