import { expect, it } from 'vitest';
import { findLines } from './find-lines.js';

const lines = ['epoch 1 of 3', 'loss 0.5 (Epoch 2)', 'saved a.*b'];

it('finds a text in whatever case, and marks it', () => {
  expect(findLines(lines, 'EPOCH')).toEqual([
    ['', 'epoch', ' 1 of 3'],
    ['loss 0.5 (', 'Epoch', ' 2)'],
  ]);
  expect(findLines(lines, 'none')).toEqual([]);
});

it.each(['.*', '(', '[', '\\', '^', '$', '+', '?', '{', '|', '-', '/'])(
  'takes %s as it is',
  (text) => {
    expect(findLines([`a ${text} b`, 'c'], text)).toEqual([['a ', text, ' b']]);
  },
);
