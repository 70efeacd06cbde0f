import { expect, it } from 'vitest';
import { mapPaths, maxConfused, type CellLook } from './confused-classes.js';

const look = (share: number, isGood = false): CellLook => ({ text: String(share), share, isGood });
const looks = [
  [look(0.5, true), look(0.2), look(0.3)],
  [look(0.3), look(0.7, true), look(0)],
  [look(0), look(0), look(1, true)],
];
const matrix = [
  [5, 2, 3],
  [30, 70, 0],
  [0, 0, 4],
];

it('lists the classes that are confused most, those of more images first', () => {
  expect(maxConfused(['a', 'b', 'c'], matrix, looks)).toEqual([
    { label: 'b', predicted: 'a', images: 30, text: '0.3' },
    { label: 'a', predicted: 'c', images: 3, text: '0.3' },
    { label: 'a', predicted: 'b', images: 2, text: '0.2' },
  ]);
});

it('draws cells that look alike as one outline, and none that are empty', () => {
  expect(mapPaths(looks)).toEqual([
    { share: 0.6, isGood: true, path: 'M0 0h1v1h-1z' },
    { share: 0.2, isGood: false, path: 'M1 0h1v1h-1z' },
    { share: 0.4, isGood: false, path: 'M2 0h1v1h-1zM0 1h1v1h-1z' },
    { share: 0.8, isGood: true, path: 'M1 1h1v1h-1z' },
    { share: 1, isGood: true, path: 'M2 2h1v1h-1z' },
  ]);
});
