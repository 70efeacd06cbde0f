import { tf } from '@crossfold/graph/tensorflow';
import { expect, it } from 'vitest';
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

it('scales RGB by the mean and deviation of ImageNet for torchvision weights', () => {
  const [red, green, blue] = prepareImages(pixels, 'torch', null).dataSync();
  expect(red).toBeCloseTo((0 / 255 - 0.485) / 0.229, 5);
  expect(green).toBeCloseTo((1 / 255 - 0.456) / 0.224, 5);
  expect(blue).toBeCloseTo((2 / 255 - 0.406) / 0.225, 5);
});

it('blanks with the mean colour where the network normalises inside', () => {
  const augmentation = { transforms: identity, cutouts: tf.tensor2d([[0, 0, 4, 2]]) };
  const values = prepareImages(pixels, 'none', augmentation).arraySync()[0] ?? [];
  const mean = [0.485 * 255, 0.456 * 255, 0.406 * 255];
  values.forEach((row, y) => {
    row.forEach((pixel, x) => {
      const first = 3 * (y * sizePx + x);
      const expected = x < 2 ? mean : [first, first + 1, first + 2];
      pixel.forEach((value, channel) => expect(value).toBeCloseTo(expected[channel] ?? NaN, 3));
    });
  });
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
  const flipped = prepareImages(pixels, 'symmetric', {
    transforms: flip,
    cutouts: noCutout,
  });
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
