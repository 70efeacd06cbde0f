import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding, SideTimes } from '../harness/finding.js';
import { measureProcess, type ProcessUsage } from '../harness/measure-process.js';
import { sideEnvironment } from '../harness/side.js';
import { drawHam10000 } from '../images.js';
import type { BenchOptions } from '../options.js';

const wholeSet = 10_015;
const roundsByDefault = 3;
const cli = scriptAt('../../../apps/cli/dist/main.js');
const buildCache = scriptAt('../sides/build-cache.js');
const decodeAlone = scriptAt('../sides/decode-alone.js');

/**
 * A set of HAM10000's size from a folder to the store, checked there, and decoded into the cache;
 * each in a process of its own. Beside the cache stands the decoding alone, its lower bound.
 */
export async function dataset({ size, steps, rounds, threads }: BenchOptions): Promise<Finding[]> {
  const set = await drawHam10000(steps ?? wholeSet);
  const work = await mkdtemp(join(tmpdir(), 'crossfold-bench-'));
  const env = { ...sideEnvironment(threads), ...ownStore(work) };
  const taken: Record<'add' | 'verify' | 'cache' | 'decode', ProcessUsage[]> = {
    add: [],
    verify: [],
    cache: [],
    decode: [],
  };
  try {
    for (let round = 0; round < (rounds ?? roundsByDefault); round++) {
      const add = ['dataset', 'add', set.folder, '--name', 'whole'];
      taken.add.push(await measureProcess(cli, add, env));
      taken.verify.push(await measureProcess(cli, ['dataset', 'verify', 'whole'], env));
      const cacheDir = join(work, 'cache');
      const args = [set.folder, cacheDir, String(size)];
      taken.cache.push(await measureProcess(buildCache, args, env));
      taken.decode.push(await measureProcess(decodeAlone, [set.folder, String(size)], env));
      await rm(work, { recursive: true });
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  const images = set.files.length;
  const what = (stage: string) => `dataset, ${stage}, ${images} images of 600×450 px`;
  return [
    { what: what('add'), imagesPerTurn: images, sides: [sideOf('crossfold', taken.add)] },
    { what: what('verify'), imagesPerTurn: images, sides: [sideOf('crossfold', taken.verify)] },
    {
      what: what(`cache at ${size} px`),
      imagesPerTurn: images,
      sides: [sideOf('crossfold', taken.cache), sideOf('decoding alone', taken.decode)],
    },
  ];
}

/** A store in a folder, whatever the environment names. */
function ownStore(home: string): NodeJS.ProcessEnv {
  return { CROSSFOLD_HOME: home, CROSSFOLD_STORE: '', CROSSFOLD_URL: '', S3_BUCKET: '' };
}

function sideOf(name: string, usages: readonly ProcessUsage[]): SideTimes {
  return {
    name,
    how: `a process, Node ${process.versions.node}`,
    seconds: usages.map(({ seconds }) => seconds),
    cpuSeconds: usages.map(({ cpuSeconds }) => cpuSeconds),
    peakRssMib: Math.max(...usages.map(({ peakRssMib }) => peakRssMib)),
  };
}

function scriptAt(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
