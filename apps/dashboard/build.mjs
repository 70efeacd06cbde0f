/*
 * Builds the page, and lays each file that is worth it beside itself compressed, so that the server
 * has nothing to compress while it answers. Nothing is done where the build is newer than its parts.
 */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const folder = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const configFile = join(folder, 'vite.config.js');
const bundle = join(folder, 'bundle');
/** Written last: a bundle without it is incomplete. */
const stamp = join(bundle, '.complete');
const parts = ['src', 'public', 'index.html', 'vite.config.js', 'build.mjs', 'package.json'];
/** Smaller files fit into a packet as they are. */
const smallestBytes = 1024;

export async function buildDashboard() {
  const changed = Math.max(
    ...parts.flatMap((part) => filesOf(join(folder, part))).map(timeOf),
    ...['libs/contracts/dist', 'clients/typescript/dist']
      .flatMap((folder) => filesOf(join(root, folder)))
      .filter((file) => file.endsWith('.js'))
      .map(timeOf),
    timeOf(join(root, 'package-lock.json')),
  );
  if (timeOf(stamp) >= changed) return;
  rmSync(stamp, { force: true });
  const { build } = await import('vite');
  await build({ configFile, logLevel: 'error' });
  for (const file of filesOf(bundle)) compress(file);
  writeFileSync(stamp, '');
}

/** Builds again whenever a source changes, until this process ends; without compressed files. */
export async function watchDashboard() {
  const { build } = await import('vite');
  await build({ configFile, logLevel: 'error', build: { watch: {} } });
}

function compress(file) {
  const bytes = readFileSync(file);
  if (bytes.length < smallestBytes || !/\.(html|js|css|svg)$/.test(file)) return;
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: quality }));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}

/** The file itself, or those in the folder at any depth. */
function filesOf(place) {
  const stats = statSync(place, { throwIfNoEntry: false });
  if (!stats) return [];
  if (!stats.isDirectory()) return [place];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Milliseconds since 1970; 0 where there is no such file. */
function timeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
