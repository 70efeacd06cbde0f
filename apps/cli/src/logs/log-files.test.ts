import { appendFileSync, mkdirSync, mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { followLines, listLogFiles, readLines, sourceOf } from './log-files.js';

function logFolder() {
  const home = mkdtempSync(join(tmpdir(), 'crossfold-logs-'));
  mkdirSync(join(home, 'logs'));
  const path = join(home, 'logs', 'worker-1.log');
  writeFileSync(path, 'one\ntwo\nbegun');
  return { home, path };
}

it('reads whole lines, and goes on where it stopped', async () => {
  const { home, path } = logFolder();
  expect((await listLogFiles(home)).map(sourceOf)).toEqual(['worker-1']);
  const { lines, end } = await readLines(path);
  expect(lines).toEqual(['one', 'two']);
  appendFileSync(path, ' and ended\n');
  expect(await readLines(path, end)).toEqual({ lines: ['begun and ended'], end: end + 16 });
  truncateSync(path, 0);
  expect(await readLines(path, end)).toEqual({ lines: [], end: 0 });
});

it('follows files, new ones among them', async () => {
  const { home, path } = logFolder();
  const { end } = await readLines(path);
  const controller = new AbortController();
  const seen: string[] = [];
  appendFileSync(path, ' and ended\n');
  for await (const { path: from, lines } of followLines(
    home,
    new Map([[path, end]]),
    controller.signal,
  )) {
    seen.push(...lines.map((line) => `${sourceOf(from)}: ${line}`));
    if (seen.length === 1) writeFileSync(join(home, 'logs', 'worker-2.log'), 'here\n');
    if (seen.length === 2) controller.abort();
  }
  expect(seen).toEqual(['worker-1: begun and ended', 'worker-2: here']);
});
