import { readFile } from 'node:fs/promises';
import { sha256 } from '@crossfold/contracts';
import { openImageCache } from '@crossfold/data/images';
import { listJpegFiles } from '../images.js';

/** Decodes all images of a folder into a new cache, as the first trial of a machine does. */
const [folder = '', cacheDir = '', size = ''] = process.argv.slice(2);
const byHash = new Map<string, string>();
for (const file of await listJpegFiles(folder)) byHash.set(sha256(await readFile(file)), file);
const cache = await openImageCache({
  dir: cacheDir,
  images: [...byHash.keys()].map((hash) => ({ sha256: hash })),
  sizePx: Number(size),
  readImage: (hash) => readFile(byHash.get(hash) as string),
});
await cache.close();
