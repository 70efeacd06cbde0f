#!/usr/bin/env node
// Runs the built command line. Plain JavaScript that is in the repository, so that npm finds it to
// link before anything is built; what is built is made here the first time.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = new URL('../bundle/main.js', import.meta.url);

if (!existsSync(main)) build();
await import(main.href);

/** Everything it says goes to standard error: standard output belongs to the command. */
function build() {
  process.stderr.write('building crossfold, once\n');
  const script = fileURLToPath(new URL('../../../infra/build.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [script], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(2);
}
