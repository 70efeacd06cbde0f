import { open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The logs of the processes of a state folder: `{home}/logs/{process}.log`. */
export async function listLogFiles(homeDir: string): Promise<string[]> {
  const dir = join(homeDir, 'logs');
  const names = await readdir(dir).catch(() => []);
  return names
    .filter((name) => name.endsWith('.log'))
    .sort()
    .map((name) => join(dir, name));
}

export function sourceOf(path: string): string {
  return basename(path, '.log');
}

/** What a read has found, and where the next one begins. */
export interface LogChunk {
  readonly lines: readonly string[];
  /** Bytes up to the end of the last whole line. */
  readonly end: number;
}

/** A log of months does not have to be read for its last lines. */
const tailBytes = 4 * 2 ** 20;

/**
 * Whole lines from an offset on; without one, from the last four mebibytes of the file.
 *
 * @param from bytes; more than the file has: it was begun anew, and is read from its start
 */
export async function readLines(path: string, from?: number): Promise<LogChunk> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const start = from === undefined ? Math.max(0, size - tailBytes) : from > size ? 0 : from;
    const bytes = Buffer.alloc(size - start);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    const end = bytes.lastIndexOf('\n', bytesRead - 1) + 1;
    const text = bytes.toString('utf8', 0, end);
    const lines = text.split('\n').slice(0, -1);
    // The first one may have begun before.
    const isCut = from === undefined && start > 0;
    return { lines: isCut ? lines.slice(1) : lines, end: start + end };
  } finally {
    await file.close();
  }
}

const lookMs = 300;

/**
 * Lines that come to the files of a folder, those of files that are new among them, until the signal.
 *
 * @param ends where to begin in each file; files that it does not name are read from their start
 */
export async function* followLines(
  homeDir: string,
  ends: ReadonlyMap<string, number>,
  signal: AbortSignal,
): AsyncGenerator<{ readonly path: string; readonly lines: readonly string[] }> {
  const read = new Map(ends);
  while (!signal.aborted) {
    for (const path of await listLogFiles(homeDir)) {
      const { lines, end } = await readLines(path, read.get(path) ?? 0);
      read.set(path, end);
      if (lines.length > 0) yield { path, lines };
    }
    await sleep(lookMs, undefined, { signal }).catch(() => undefined);
  }
}
