import { existsSync } from 'node:fs';
import { mkdtemp, rmdir, statfs } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { Check } from './check.js';
import { readTextIfAny } from './files.js';

const oldestNode = [20, 19] as const;
const bytesPerGib = 1024 ** 3;
const enoughMemoryGib = 4;
const enoughDiskGib = 5;

export function checkNode(): Check {
  const found = process.versions.node;
  const name = 'Node';
  if (isSupportedNode(found)) return { name, status: 'ok', found };
  return { name, status: 'problem', found, remedy: 'Install Node 20.19, 22, 24 or later.' };
}

export function isSupportedNode(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}

export async function checkCpu(): Promise<Check> {
  const name = 'CPU';
  const model = cpus()[0]?.model.trim() || process.arch;
  const cores = `${model}, ${availableParallelism()} cores`;
  const info = await readTextIfAny('/proc/cpuinfo');
  if (info === undefined || process.arch !== 'x64') return { name, status: 'ok', found: cores };
  const features = vectorFeatures(info);
  const found = `${cores}, ${features.join(' ') || 'no AVX2'}`;
  if (features.includes('avx2')) return { name, status: 'ok', found };
  const remedy = 'Training works but is slow: use a CPU with AVX2, or a GPU.';
  return { name, status: 'warning', found, remedy };
}

/** The instruction sets that decide how fast convolutions run, from the text of /proc/cpuinfo. */
export function vectorFeatures(cpuinfo: string): string[] {
  const flags = new Set(/^flags\s*:(.*)$/m.exec(cpuinfo)?.[1]?.trim().split(/\s+/));
  return ['avx2', 'fma', 'avx512f', 'avx512_bf16', 'amx_bf16'].filter((flag) => flags.has(flag));
}

export function checkMemory(): Check {
  const name = 'memory';
  const totalGib = Math.min(totalmem(), process.constrainedMemory() || Infinity) / bytesPerGib;
  const found = `${totalGib.toFixed(1)} GiB, ${(freemem() / bytesPerGib).toFixed(1)} GiB free`;
  if (totalGib >= enoughMemoryGib) return { name, status: 'ok', found };
  const remedy = `Use small images and batches, or a machine with ${enoughMemoryGib} GiB or more.`;
  return { name, status: 'warning', found, remedy };
}

/** Whether files can be written at `folder`, which need not be there yet, and how much space is left. */
export async function checkDisk(name: string, folder: string): Promise<Check> {
  const existing = nearestExisting(folder);
  const fault = await writeFault(existing);
  if (fault !== null) {
    const found = `expected to write at ${folder}, got ${fault}`;
    const remedy = 'Grant this user the right to write there, or name another folder.';
    return { name, status: 'problem', found, remedy };
  }
  const { bavail, bsize } = await statfs(existing);
  const freeGib = (bavail * bsize) / bytesPerGib;
  const found = `${folder}, ${freeGib.toFixed(1)} GiB free`;
  if (freeGib >= enoughDiskGib) return { name, status: 'ok', found };
  const remedy = `Free some space, or put it on a disk with ${enoughDiskGib} GiB or more free.`;
  return { name, status: 'warning', found, remedy };
}

/** The rights of a folder do not tell of a read-only or a special file system: trying does. */
async function writeFault(folder: string): Promise<string | null> {
  try {
    await rmdir(await mkdtemp(join(folder, '.crossfold-check-')));
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}
