import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '@crossfold/contracts';

const runFile = promisify(execFile);
const main = fileURLToPath(new URL('../../apps/cli/bundle/main.js', import.meta.url));

/** Enough images for threads. */
const images = 40;
const drawing = [
  '--shares',
  'mild',
  '--artefact',
  'mel=0.5',
  '--shift',
  '0.3',
  '--identity',
  '0.5',
];

describe('a set that is drawn by several threads', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'crossfold-synth-'));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it('has the bytes that one thread gives', async () => {
    const dir = join(root, 'set');
    await expect(synth(dir)).resolves.toMatchObject({ images, drawn: images });
    const before = await hashes(dir);
    expect(before.size).toBe(2 * images);
    const removed = [...before.keys()].filter((path) => path.endsWith('.jpg')).slice(0, 20);
    for (const path of removed) await rm(join(dir, path));
    // Twenty are too few for threads.
    await expect(synth(dir)).resolves.toMatchObject({ images, drawn: 20 });
    expect(await hashes(dir)).toEqual(before);
  });

  it('fails when a thread cannot write, and is completed after', async () => {
    const dir = join(root, 'blocked');
    await synth(dir);
    const before = await hashes(dir);
    for (const path of before.keys()) await rm(join(dir, path));
    const [first = ''] = [...before.keys()].filter((path) => path.endsWith('.jpg'));
    await mkdir(join(dir, first, 'in-the-way'), { recursive: true });
    await expect(synth(dir)).rejects.toMatchObject({
      stderr: expect.stringContaining(first) as string,
    });
    await rm(join(dir, first), { recursive: true });
    await synth(dir);
    expect(await hashes(dir)).toEqual(before);
  });
});

async function synth(dir: string): Promise<unknown> {
  const args = ['--json', 'dataset', 'synth', dir, '--images', String(images), ...drawing];
  const { stdout } = await runFile(process.execPath, [main, ...args]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/** SHA-256 of each image and mask, by its path in the set. */
async function hashes(dir: string): Promise<Map<string, string>> {
  const names = await readdir(dir, { recursive: true });
  const found = new Map<string, string>();
  for (const name of names.filter((it) => /\.(jpg|png)$/.test(it)).sort())
    found.set(name, sha256(await readFile(join(dir, name))));
  return found;
}
