import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder of this run of the tests, for what `onceARun` makes. */
    readonly runFolder: string;
  }
}

/** Makes the folder where no other project of this run has made it. */
export async function setup({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const root = vitest.getRootProject();
  if (root.getProvidedContext().runFolder) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-run-'));
  root.provide('runFolder', folder);
  return () => rm(folder, { recursive: true, force: true });
}
