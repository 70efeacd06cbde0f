import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../bench/dist/main.js', import.meta.url));
const runFile = promisify(execFile);

interface Document {
  readonly command: string;
  readonly machine: { readonly cpu: string; readonly cores: number };
  readonly findings: {
    readonly imagesPerTurn: number;
    readonly sides: {
      readonly name: string;
      readonly how: string;
      readonly seconds: number[];
      readonly peakRssMib: number;
    }[];
    readonly ratios: { readonly peer: string; readonly median: number }[];
  }[];
}

describe('the benchmark command', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-bench-test-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  // How long anything takes is nothing to test: only that both sides work and are reported.
  it('takes steps in turn with Keras and reports both', async () => {
    const json = join(folder, 'result.json');
    const args = ['train-step', '--backbone', 'tiny', '--size', '32', '--batch', '4'];
    const { stdout } = await runFile(process.execPath, [
      main,
      ...args,
      ...['--rounds', '1', '--json', json],
    ]);
    const { findings, command, machine } = JSON.parse(await readFile(json, 'utf8')) as Document;
    const [finding] = findings;
    expect(command).toContain('npm run bench -- train-step --backbone tiny');
    expect(machine.cores).toBeGreaterThan(0);
    expect(finding?.imagesPerTurn).toBe(4);
    expect(finding?.sides.map(({ name }) => name)).toEqual(['crossfold', 'keras']);
    for (const { seconds, peakRssMib, how } of finding?.sides ?? []) {
      expect(seconds).toHaveLength(1);
      expect(seconds[0]).toBeGreaterThan(0);
      expect(peakRssMib).toBeGreaterThan(50);
      expect(how).toContain('TensorFlow 2.21.0');
    }
    const [ours, keras] = finding?.sides ?? [];
    const ratio = (keras?.seconds[0] ?? NaN) / (ours?.seconds[0] ?? NaN);
    expect(finding?.ratios).toMatchObject([{ peer: 'keras', median: ratio }]);
    expect(stdout).toContain('crossfold / keras:');
    expect(stdout).toContain(machine.cpu);
  });

  it('measures the way of a data set, each part in a process of its own', async () => {
    const json = join(folder, 'dataset.json');
    const args = ['dataset', '--steps', '12', '--size', '32', '--rounds', '1', '--json', json];
    const { stdout } = await runFile(process.execPath, [main, ...args]);
    const { findings } = JSON.parse(await readFile(json, 'utf8')) as Document;
    const names = findings.map(({ sides }) => sides.map(({ name }) => name));
    expect(names).toEqual([['crossfold'], ['crossfold'], ['crossfold', 'decoding alone']]);
    for (const { seconds, peakRssMib } of findings.flatMap(({ sides }) => sides)) {
      expect(seconds[0]).toBeGreaterThan(0);
      expect(peakRssMib).toBeGreaterThan(30);
    }
    expect(stdout).toMatch(/images per CPU second/);
  });

  it.each([
    [['train-stop'], 'did you mean "train-step"?'],
    [['train-step', '--rounds', '0'], 'expected a whole number above 0 for --rounds, got 0'],
    [['train-step', '--peers', 'kears'], 'did you mean "keras"?'],
    [['all', '--peers', 'kears'], 'did you mean "keras"?'],
    [['train-step', '--round', '1'], '--round'],
    [['train-step', '--backbone', 'resnet51'], 'did you mean "resnet50"?'],
    [['train-step', '--peers', 'mlflow'], 'expected one of [keras, pytorch] for --peers'],
    [['dashboard', '--peers', 'keras'], 'expected one of [optuna, mlflow] for --peers'],
    [['dashboard', '--trials', '1000', '--studies', '3'], 'expected a multiple of 200 trials'],
  ])('refuses %j by name', async (args, message) => {
    const refused = runFile(process.execPath, [main, ...args]);
    await expect(refused).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(message) as string,
    });
  });
});
