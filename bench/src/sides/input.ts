import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@crossfold/contracts';
import { inBatches, readAhead } from '@crossfold/data';
import { openImageCache, type ImageCache } from '@crossfold/data/images';
import { randomStream } from '@crossfold/random';
import { answerRequests, secondsOf } from '../harness/answer.js';
import type { InputTask } from '../benchmarks/input.js';

const held: {
  task?: InputTask;
  /** Files by their hashes, which a data set knows of its images. */
  files?: ReadonlyMap<string, string>;
  cache?: ImageCache;
  folder?: string;
  passes: number;
} = { passes: 0 };

/** Decodes all files into a new cache, as the first trial of a machine does. */
async function firstPass(): Promise<void> {
  const { task, files } = held as { task: InputTask; files: ReadonlyMap<string, string> };
  const dir = await mkdtemp(join(tmpdir(), 'crossfold-bench-'));
  held.folder = dir;
  held.cache = await openImageCache({
    dir,
    images: [...files.keys()].map((hash) => ({ sha256: hash })),
    sizePx: task.size,
    readImage: (hash) => readFile(files.get(hash) as string),
  });
}

async function forgetCache(): Promise<void> {
  await held.cache?.close();
  if (held.folder) await rm(held.folder, { recursive: true });
}

/** All images in batches, in random order, from the cache. */
async function laterPass(): Promise<void> {
  const { cache, task } = held as { cache: ImageCache; task: InputTask };
  const order = randomStream('bench', held.passes++).permutation(cache.count);
  let images = 0;
  for await (const { batch } of readAhead(cache, inBatches(order, task.batch))) {
    images += batch.indices.length;
  }
  if (images !== cache.count) throw new RangeError(`expected ${cache.count} images, got ${images}`);
}

void answerRequests({
  prepare(task: InputTask) {
    held.task = task;
    held.files = new Map(task.files.map((file) => [sha256(readFileSync(file)), file]));
    return `image cache on ${tmpdir()}, Node ${process.versions.node}`;
  },
  async first() {
    await forgetCache();
    return secondsOf(firstPass);
  },
  later: () => secondsOf(laterPass),
  finish: forgetCache,
});
