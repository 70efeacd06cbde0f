import { AppError } from '@crossfold/contracts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runDoctor } from './doctor.js';
import { isSupportedNode, vectorFeatures } from './machine-checks.js';

describe('runDoctor', () => {
  it('reports a machine where nothing is set up, with a remedy for each finding', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'crossfold-doctor-'));
    const checks = await runDoctor({
      env: { PATH: empty, CROSSFOLD_CACHE_DIR: empty, CROSSFOLD_TENSORFLOW: 'cpu' },
      stateDir: join(empty, 'not', 'yet', 'there'),
    });
    const status = Object.fromEntries(checks.map((check) => [check.name, check.status]));
    expect(status).toMatchObject({
      Node: 'ok',
      Python: 'warning',
      pip: 'warning',
      compiler: 'warning',
      Valkey: 'warning',
    });
    const silent = checks.filter((check) => check.status !== 'ok' && !check.remedy);
    expect(silent).toEqual([]);
    await rm(empty, { recursive: true });
  });

  it('turns a failing extra check into a problem', async () => {
    const env = { PATH: tmpdir() };
    const run = () =>
      Promise.reject(new AppError('QUEUE_UNAVAILABLE', 'expected PONG, got nothing'));
    const checks = await runDoctor({ env, extraChecks: [{ name: 'Redis', run }] });
    expect(checks.at(-1)).toMatchObject({
      name: 'Redis',
      status: 'problem',
      found: 'expected PONG, got nothing',
    });
  });
});

describe('machine checks', () => {
  it.each([
    ['20.18.3', false],
    ['20.19.0', true],
    ['22.0.0', true],
    ['18.20.4', false],
  ])('Node %s: %s', (version, supported) => {
    expect(isSupportedNode(version)).toBe(supported);
  });

  it('reads the instruction sets of the first core', () => {
    const text = 'processor\t: 0\nflags\t\t: fpu avx2 avx512f amx_bf16 fma\n\nprocessor\t: 1\n';
    expect(vectorFeatures(text)).toEqual(['avx2', 'fma', 'avx512f', 'amx_bf16']);
    expect(vectorFeatures('')).toEqual([]);
  });
});
