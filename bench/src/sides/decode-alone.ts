import { mapBounded } from '@crossfold/data';
import { listJpegFiles } from '../images.js';
import sharp from 'sharp';

/** Decodes and resizes all images of a folder and forgets them: what no cache can do without. */
const [folder = '', size = ''] = process.argv.slice(2);
const sidePx = Number(size);
sharp.concurrency(1);
sharp.cache(false);
await mapBounded(await listJpegFiles(folder), 4, (file) =>
  sharp(file)
    .resize(sidePx, sidePx, { fit: 'fill', kernel: 'cubic', fastShrinkOnLoad: false })
    .raw()
    .toBuffer(),
);
