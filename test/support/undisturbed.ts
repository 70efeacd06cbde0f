import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addDrawnImages } from './drawn-images.js';
import { onceARun } from './once-a-run.js';
import { startStack } from './stack.js';
import { hashesAtEnd } from './study-ends.js';
import { tinyStudy, type CellHashes } from './tiny-study.js';

/** What {@link tinyStudy} gives when nobody disturbs it: the same bits in every stack. */
export async function undisturbedTinyStudy(): Promise<CellHashes[]> {
  const folder = await onceARun('undisturbed', async (part) => {
    const stack = await startStack();
    try {
      await addDrawnImages(stack);
      await stack.startWorker('undisturbed');
      const hashes = await hashesAtEnd(stack, await stack.submit(tinyStudy));
      await writeFile(join(part, 'hashes.json'), JSON.stringify(hashes));
    } finally {
      await stack.stop();
    }
  });
  return JSON.parse(await readFile(join(folder, 'hashes.json'), 'utf8')) as CellHashes[];
}
