/*
 * Builds all packages. An installation without the development packages, as NODE_ENV=production or
 * --omit=dev makes it, has no compiler: that is said, with what to do.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const compiler = fileURLToPath(new URL('../node_modules/typescript-7/bin/tsc', import.meta.url));

if (!existsSync(compiler)) {
  const isOmitted = existsSync(new URL('../node_modules', import.meta.url));
  const got = isOmitted ? 'an installation without the development packages' : 'no installation';
  process.stderr.write(`error: expected the compiler for a build, got ${got}\n`);
  process.stderr.write(
    'remedy: npm ci --include=dev (NODE_ENV=production and --omit=dev leave it out)\n',
  );
  process.exit(1);
}
const { status } = spawnSync(process.execPath, [compiler, '-b', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
