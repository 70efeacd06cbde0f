/*
 * Makes the pictures of the documents of those that the browser tests have taken:
 * node infra/docs/pictures.mjs FOLDER
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { root } from './list-pages.mjs';

/** By the name of a picture in the documents: which one it is of, and how much of it is shown. */
const pictures = {
  study: { from: 'study-1440-light', heightPx: 1300 },
  trial: { from: 'trial-1440-light', heightPx: 900 },
  compare: {
    from: 'compare-variants-of-several-studies-and-refuse-unlike-fold-plans-1440-light',
    heightPx: 1000,
  },
  predict: { from: 'predict-images-that-are-dropped-1440-light', heightPx: 900 },
};
const widthPx = 1080;
const quality = 80;

const [, , folder = `${root}dist/pictures`] = process.argv;
const target = `${root}docs/pictures`;
mkdirSync(target, { recursive: true });
for (const [name, { from, heightPx }] of Object.entries(pictures)) {
  const taken = sharp(join(folder, `${from}.png`));
  const { width, height } = await taken.metadata();
  await taken
    .extract({ left: 0, top: 0, width, height: Math.min(height, heightPx) })
    .resize({ width: widthPx })
    .webp({ quality })
    .toFile(join(target, `${name}.webp`));
}
