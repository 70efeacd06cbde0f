import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs-node-gpu';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const runFile = promisify(execFile);

/** Runs an example on the build, as a reader does. @returns what it prints, line by line */
async function runExample(name: string, folder: string, args: readonly string[] = []) {
  const path = fileURLToPath(new URL(`../../docs/examples/${name}`, import.meta.url));
  const env = { ...process.env, TMPDIR: folder, HOME: folder };
  const { stdout } = await runFile(process.execPath, [path, ...args], { env });
  return stdout.trim().split('\n');
}

describe('the examples', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-examples-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('train a trial without a queue, a server or another process', async () => {
    const lines = await runExample('train-a-trial.mjs', folder);
    expect(lines).toHaveLength(5);
    expect(lines.slice(0, 3).every((line, i) => line.startsWith(`epoch ${i + 1}: loss `))).toBe(
      true,
    );
    const [, images, accuracy] =
      /^(\d+) held-out images, accuracy (\S+)$/.exec(lines[3] ?? '') ?? [];
    expect(Number(images)).toBeGreaterThan(15);
    expect(Number(accuracy)).toBeGreaterThanOrEqual(0);
    const store = /weights: (.*)$/.exec(lines[4] ?? '')?.[1] ?? '';
    const objects = await readdir(store, { recursive: true });
    expect(objects.filter((name) => /full\.f0\.s1.*receipt\.json$/.test(name))).toHaveLength(1);
  });

  it('train a network and save it for TensorFlow', async () => {
    const saved = join(folder, 'sine');
    const lines = await runExample('train-a-network.mjs', folder, [saved]);
    const told = Number(/about (\S+)$/.exec(lines.at(-1) ?? '')?.[1]);
    const model = await tf.node.loadSavedModel(saved, ['serve'], 'serving_default');
    const { y } = model.predict({ x: tf.tensor2d([[Math.PI / 2]]) }) as Record<string, tf.Tensor>;
    expect(y?.dataSync()[0]).toBeCloseTo(told, 2);
  });
});
