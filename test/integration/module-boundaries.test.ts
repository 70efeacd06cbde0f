import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';

/** Imports that the layering forbids: who, what, and the rule that must object. */
const forbidden = [
  ['libs/data/src', '@crossfold/model', '@nx/enforce-module-boundaries'],
  ['libs/model/src', '@crossfold/data', '@nx/enforce-module-boundaries'],
  ['libs/contracts/src', '@crossfold/storage', '@nx/enforce-module-boundaries'],
  ['libs/contracts/src', '@crossfold/random', '@nx/enforce-module-boundaries'],
  ['apps/worker/src', '@crossfold/orchestrator', 'no-restricted-imports'],
  ['libs/data/src', 'sharp', 'no-restricted-imports'],
  ['libs/model/src', '@tensorflow/tfjs-node-gpu', 'no-restricted-imports'],
  ['apps/orchestrator/src', '@tensorflow/tfjs-node-gpu', 'no-restricted-imports'],
] as const;

const root = new URL('../../', import.meta.url).pathname;

/** Names of the rules that a file with this import breaks. */
async function brokenRules(folder: string, imported: string): Promise<(string | null)[]> {
  const path = `${root}${folder}/boundary-probe-${process.pid}.ts`;
  await writeFile(path, `import * as probe from '${imported}';\nexport const used = probe;\n`);
  try {
    const [result] = await new ESLint({ cwd: root }).lintFiles([path]);
    return result?.messages.map(({ ruleId }) => ruleId) ?? [];
  } finally {
    await rm(path);
  }
}

describe('module boundaries', () => {
  beforeAll(() => {
    // The rule reads Nx's cached project graph and says nothing at all without one.
    const env = { ...process.env, NX_DAEMON: 'false' };
    execFileSync('npx', ['nx', 'show', 'projects'], { cwd: root, env });
  });

  it.each(forbidden)('%s may not import %s', async (folder, imported, rule) => {
    expect(await brokenRules(folder, imported)).toContain(rule);
  });

  it('lets an allowed import pass', async () => {
    expect(await brokenRules('libs/data/src', '@crossfold/contracts')).toEqual([]);
  });
});
