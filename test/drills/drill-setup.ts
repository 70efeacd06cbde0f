import { randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startStack } from '../support/stack.js';
import { hashesAtEnd } from '../support/study-ends.js';
import { addDrawnImages, drawImages, tinyStudy, type CellHashes } from '../support/tiny-study.js';
import { readRows } from './drill-row.js';
import { drillTable } from './drill-table.js';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly drillSeed: number;
    /** File that the rows are added to. */
    readonly drillRows: string;
    /** Folder of the images of the tiny study. */
    readonly drawnImages: string;
    /** What the tiny study gives when nobody disturbs it. */
    readonly undisturbed: readonly CellHashes[];
  }
}

/** What all drills share: the seed, the undisturbed run, and the one table at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-drills-'));
  const rows = join(folder, 'rows.jsonl');
  await writeFile(rows, '');
  const seed = Number(process.env['CROSSFOLD_DRILL_SEED'] ?? randomInt(2 ** 31));
  project.provide('drillSeed', seed);
  project.provide('drillRows', rows);
  const drawn = join(folder, 'drawn');
  project.provide('drawnImages', drawn);
  project.provide('undisturbed', await runUndisturbed(drawn));
  return async () => {
    const table = drillTable(await readRows(rows));
    process.stdout.write(`\n${table}\n\nagain with CROSSFOLD_DRILL_SEED=${seed}\n`);
    await rm(folder, { recursive: true, force: true });
  };
}

async function runUndisturbed(drawn: string): Promise<readonly CellHashes[]> {
  const stack = await startStack();
  try {
    await addDrawnImages(stack, await drawImages(drawn, stack.env));
    await stack.startWorker('undisturbed');
    return await hashesAtEnd(stack, await stack.submit(tinyStudy));
  } finally {
    await stack.stop();
  }
}
