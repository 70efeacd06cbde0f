import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startAppProcess } from './app-process.js';

describe('startAppProcess', () => {
  it('outlives a full disk of logs, and tells why an app does not come up', async () => {
    const logDir = await mkdtemp(join(tmpdir(), 'crossfold-logs-'));
    onTestFinished(() => rm(logDir, { recursive: true }));
    await symlink('/dev/full', join(logDir, 'worker.log'));
    const environment = { PATH: process.env['PATH'], CROSSFOLD_STORE: 'nowhere' };
    const { signal } = new AbortController();
    await expect(
      startAppProcess({ app: 'worker', name: 'worker', environment, logDir, signal }),
    ).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});
