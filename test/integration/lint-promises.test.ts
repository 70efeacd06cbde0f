import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const oxlint = join(root, 'node_modules/.bin/oxlint');

/** A line that each rule objects to. */
const faults = {
  'no-floating-promises': 'later();',
  'no-misused-promises': 'if (later()) console.log(1);',
  'await-thenable': 'await 5;',
} as const;

it('lint finds promises that nobody waits for, and those taken for something else', async () => {
  // In the repository, where the types of Node are found.
  const folder = await mkdtemp(join(root, 'lint-promises-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const start = 'export async function later(): Promise<number> {\n  return 1;\n}\n';
  await writeFile(join(folder, 'tsconfig.json'), '{ "extends": "../tsconfig.base.json" }');
  await writeFile(join(folder, 'faults.ts'), start + Object.values(faults).join('\n'));
  const args = ['--type-aware', '--config', join(root, '.oxlintrc.json'), folder];
  const found = await promisify(execFile)(oxlint, args, { cwd: root }).then(
    () => 'nothing',
    ({ stdout }: { stdout: string }) => stdout,
  );
  for (const rule of Object.keys(faults)) expect(found).toContain(`(${rule})`);
});
