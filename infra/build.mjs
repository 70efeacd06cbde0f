/*
 * Builds all packages, or those that are named, and bundles the apps. An installation without the
 * development packages, as NODE_ENV=production or --omit=dev makes it, has no compiler: that is
 * said, with what to do.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = `${root}node_modules/typescript-7/bin/tsc`;

if (!existsSync(compiler)) {
  const isOmitted = existsSync(`${root}node_modules`);
  const got = isOmitted ? 'an installation without the development packages' : 'no installation';
  process.stderr.write(`error: expected the compiler for a build, got ${got}\n`);
  process.stderr.write(
    `remedy: npm ci --include=dev in ${root} (NODE_ENV=production and --omit=dev leave it out)\n`,
  );
  process.exit(1);
}

const flags = process.argv.slice(2);
const child = spawn(process.execPath, [compiler, '-b', ...flags], {
  cwd: root,
  stdio: 'inherit',
});
const ended = once(child, 'exit');
if (flags.includes('--watch')) {
  const { watchApps } = await import('./bundle.mjs');
  watchApps();
  const { watchDashboard } = await import('../apps/dashboard/build.mjs');
  void watchDashboard();
}
const [status] = await ended;
if (status === 0) {
  const { bundleApps } = await import('./bundle.mjs');
  const { buildDashboard } = await import('../apps/dashboard/build.mjs');
  await Promise.all([bundleApps(), buildDashboard()]);
}
process.exitCode = status ?? 1;
