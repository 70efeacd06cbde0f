#!/usr/bin/env node
// Runs the built command line. Plain JavaScript that is in the repository, so that npm finds it to
// link before anything is built; what is built is made here the first time.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = new URL('../dist/main.js', import.meta.url);
const root = fileURLToPath(new URL('../../../', import.meta.url));

if (!existsSync(main)) build();
await import(main.href);

/** Everything it says goes to standard error: standard output belongs to the command. */
function build() {
  process.stderr.write('building crossfold, once\n');
  const { status } = spawnSync(process.execPath, [compiler(), '-b'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) fail('expected crossfold to build, got the errors above');
}

function compiler() {
  try {
    const manifest = createRequire(import.meta.url).resolve('typescript-7/package.json');
    return `${dirname(manifest)}/bin/tsc`;
  } catch {
    return fail('expected the TypeScript compiler, which builds crossfold, got none');
  }
}

/** @returns {never} */
function fail(message) {
  process.stderr.write(
    `error CONFIG_INVALID: ${message}\nremedy: Run npm ci --include=dev in ${root}, then again.\n`,
  );
  process.exit(2);
}
