import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';

/** Imports that the layering forbids: who, what, and the rule that must object. */
const forbidden = [
  ['libs/data/src', '@crossfold/model', '@nx/enforce-module-boundaries'],
  ['libs/model/src', '@crossfold/data', '@nx/enforce-module-boundaries'],
  ['libs/contracts/src', '@crossfold/storage', '@nx/enforce-module-boundaries'],
  ['libs/contracts/src', '@crossfold/random', '@nx/enforce-module-boundaries'],
  ['apps/worker/src', '@crossfold/orchestrator', 'no-restricted-imports'],
  ['apps/dashboard/src', '@crossfold/study', '@nx/enforce-module-boundaries'],
  ['apps/dashboard/src', '@crossfold/contracts', '@typescript-eslint/no-restricted-imports'],
  ['apps/dashboard/src', 'node:fs', '@typescript-eslint/no-restricted-imports'],
  ['libs/data/src', 'sharp', 'no-restricted-imports'],
  ['libs/graph/src', '@crossfold/model', '@nx/enforce-module-boundaries'],
  ['libs/model/src', '@crossfold/training', '@nx/enforce-module-boundaries'],
  ['libs/training/src', '@crossfold/study', '@nx/enforce-module-boundaries'],
  ['libs/study/src', '@crossfold/training', '@nx/enforce-module-boundaries'],
  ['apps/orchestrator/src', '@crossfold/training', '@nx/enforce-module-boundaries'],
  ['libs/model/src', '@tensorflow/tfjs-node-gpu', 'no-restricted-imports'],
  ['libs/model/src', './tensorflow/index.js', '@typescript-eslint/no-restricted-imports'],
  ['libs/study/src', '@crossfold/model/tensorflow', '@typescript-eslint/no-restricted-imports'],
  ['libs/data/src', './images/index.js', '@typescript-eslint/no-restricted-imports'],
  [
    'apps/orchestrator/src',
    '../../../libs/graph/src/tensorflow/index.js',
    '@typescript-eslint/no-restricted-imports',
  ],
  ['apps/orchestrator/src', '@tensorflow/tfjs-node-gpu', 'no-restricted-imports'],
] as const;

const root = new URL('../../', import.meta.url).pathname;

const allowed = ['libs/data/src', '@crossfold/contracts'] as const;

/** Names of the rules that a file of the folder breaks, with its import and nothing else. */
async function lintImports(cases: readonly (readonly [folder: string, imported: string])[]) {
  const eslint = new ESLint({ cwd: root });
  const results = cases.map(async ([folder, imported]) => {
    const text = `import * as probe from '${imported}';\nexport const used = probe;\n`;
    const [result] = await eslint.lintText(text, { filePath: join(root, folder, 'probe.ts') });
    return result?.messages.map(({ ruleId }) => ruleId) ?? ['not linted'];
  });
  return Promise.all(results);
}

describe('module boundaries', () => {
  let broken: (string | null)[][] = [];

  beforeAll(async () => {
    // The rule reads Nx's cached project graph and says nothing at all without one.
    const env = { ...process.env, NX_DAEMON: 'false' };
    execFileSync('npx', ['nx', 'show', 'projects'], { cwd: root, env });
    broken = await lintImports([...forbidden.map(([from, to]) => [from, to] as const), allowed]);
  });

  it.each(
    forbidden.map(([folder, imported, rule], position) => ({ folder, imported, rule, position })),
  )('$folder may not import $imported', ({ rule, position }) => {
    expect(broken[position]).toContain(rule);
  });

  it('lets an allowed import pass', () => {
    expect(broken.at(-1)).toEqual([]);
  });
});
