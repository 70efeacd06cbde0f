import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const script = fileURLToPath(new URL('../../infra/build.mjs', import.meta.url));

it('says what to do where the compiler was left out of the installation', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-build-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'infra'));
  await mkdir(join(folder, 'node_modules'));
  await cp(script, join(folder, 'infra', 'build.mjs'));
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'infra', 'build.mjs')]);
  expect(status).toBe(1);
  expect(String(stderr)).toContain('without the development packages');
  expect(String(stderr)).toContain('npm ci --include=dev');
  expect(String(stderr)).not.toContain('Cannot find module');
});
