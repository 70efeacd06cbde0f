import { randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { readRows } from './drill-row.js';
import { drillTable } from './drill-table.js';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly drillSeed: number;
    /** File that the rows are added to. */
    readonly drillRows: string;
  }
}

/** What all drills share: the seed, and the one table at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-drills-'));
  const rows = join(folder, 'rows.jsonl');
  await writeFile(rows, '');
  const seed = Number(process.env['CROSSFOLD_DRILL_SEED'] ?? randomInt(2 ** 31));
  project.provide('drillSeed', seed);
  project.provide('drillRows', rows);
  return async () => {
    const table = drillTable(await readRows(rows));
    process.stdout.write(`\n${table}\n\nagain with CROSSFOLD_DRILL_SEED=${seed}\n`);
    await rm(folder, { recursive: true, force: true });
  };
}
