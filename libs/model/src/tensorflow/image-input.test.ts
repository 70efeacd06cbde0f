import { expect, it } from 'vitest';
import { tf } from './backend.js';
import { prepareImages } from './image-input.js';

const sizePx = 4;
const pixels = tf.tensor4d(
  Uint8Array.from({ length: sizePx * sizePx * 3 }, (_, i) => i),
  [1, sizePx, sizePx, 3],
  'int32',
);
const identity = tf.tensor2d([[1, 0, 0, 0, 1, 0, 0, 0]]);
const noCutout = tf.tensor2d([[0, 0, 0, 0]]);

it('turns RGB into centred BGR for Keras weights', () => {
  const [blue, green, red] = prepareImages(pixels, 'caffe', null).dataSync();
  expect(blue).toBeCloseTo(2 - 103.939, 4);
  expect(green).toBeCloseTo(1 - 116.779, 4);
  expect(red).toBeCloseTo(0 - 123.68, 4);
});

it('leaves the pixels as they are under the identity without a cutout', () => {
  const augmentation = { transforms: identity, cutouts: noCutout };
  expect(prepareImages(pixels, 'symmetric', augmentation).dataSync()).toEqual(
    prepareImages(pixels, 'symmetric', null).dataSync(),
  );
});

it('maps output to input coordinates', () => {
  // x' = (size − 1) − x: a horizontal flip.
  const flip = tf.tensor2d([[-1, 0, sizePx - 1, 0, 1, 0, 0, 0]]);
  const flipped = prepareImages(pixels, 'symmetric', { transforms: flip, cutouts: noCutout });
  const expected = tf.reverse4d(prepareImages(pixels, 'symmetric', null), 2);
  expect(flipped.dataSync()).toEqual(expected.dataSync());
});

it('blanks exactly the box', () => {
  const box = tf.tensor2d([[1, 0, 3, 2]]);
  const out = prepareImages(pixels, 'symmetric', { transforms: identity, cutouts: box });
  const values = out.arraySync()[0] ?? [];
  values.forEach((row, y) => {
    row.forEach((pixel, x) => {
      const inside = y >= 1 && y < 3 && x < 2;
      expect(pixel.every((value) => value === 0)).toBe(inside);
    });
  });
});
