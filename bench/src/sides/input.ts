import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@crossfold/contracts';
import { openImageCache, type ImageCache } from '@crossfold/data/images';
import { randomStream } from '@crossfold/random';
import { answerRequests, secondsOf } from '../harness/answer.js';
import type { InputTask } from '../benchmarks/input.js';

const held: { task?: InputTask; cache?: ImageCache; folder?: string; passes: number } = {
  passes: 0,
};

/** Decodes all files into a new cache, as the first trial of a machine does. */
async function firstPass(): Promise<void> {
  const { files, size } = held.task as InputTask;
  await held.cache?.close();
  if (held.folder) await rm(held.folder, { recursive: true });
  const dir = await mkdtemp(join(tmpdir(), 'crossfold-bench-'));
  held.folder = dir;
  const byHash = new Map(files.map((file) => [sha256(readFileSync(file)), file]));
  held.cache = await openImageCache({
    dir,
    images: [...byHash.keys()].map((hash) => ({ sha256: hash })),
    sizePx: size,
    readImage: (hash) => Promise.resolve(readFileSync(byHash.get(hash) as string)),
  });
}

/** All images in batches, in random order, from the cache. */
async function laterPass(): Promise<void> {
  const { cache, task } = held as { cache: ImageCache; task: InputTask };
  const order = randomStream('bench', held.passes++).permutation(cache.count);
  for (let start = 0; start < cache.count; start += task.batch) {
    await cache.readBatch(order.subarray(start, start + task.batch));
  }
}

void answerRequests({
  prepare(task: InputTask) {
    held.task = task;
    return `image cache on ${tmpdir()}, Node ${process.versions.node}`;
  },
  first: () => secondsOf(firstPass),
  later: () => secondsOf(laterPass),
  async finish() {
    await held.cache?.close();
    if (held.folder) await rm(held.folder, { recursive: true });
  },
});
