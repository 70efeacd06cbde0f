import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, byteObjects } from '@crossfold/contracts';
import { createFileStore, type ObjectStore } from '@crossfold/storage';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTrialLogs } from './trial-logs.js';

const attempt = { studyId: 's', trialId: 'full.f0.s1', attempt: 2 };
const secret = 'token-of-many-letters';
const environment = { CROSSFOLD_API_TOKEN: secret };

describe('the log of an attempt', () => {
  let dir: string;
  let store: ObjectStore;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'crossfold-trial-logs-'));
    store = createFileStore({ kind: 'file', dir });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await rm(dir, { recursive: true });
  });

  async function stored(): Promise<string[]> {
    const { bytes } = await store.get(byteObjects.trialLog.key(attempt));
    return Buffer.from(bytes).toString().trimEnd().split('\n');
  }

  it('is stored at its end, each line with its time and source, without secrets and commands', async () => {
    const logs = createTrialLogs(store, environment);
    const trialLog = logs.open(attempt);
    trialLog.add('worker', 'attempt 2');
    trialLog.add('stderr', `\u001b[31m redis://u:word@host ${secret}`);
    trialLog.end();
    trialLog.add('stdout', 'too late');
    await logs.close();
    expect(await stored()).toEqual([
      expect.stringMatching(/^\d{4}-\S+Z worker attempt 2$/),
      expect.stringMatching(/^\S+ stderr \\x1b\[31m redis:\/\/\*\*\*@host \*\*\*$/),
    ]);
  });

  it('is stored while the attempt runs, so that a worker that is killed leaves it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const logs = createTrialLogs(store, environment);
    const trialLog = logs.open(attempt);
    trialLog.add('worker', 'one');
    await vi.advanceTimersByTimeAsync(2_000);
    await logs.close();
    expect(await stored()).toEqual([expect.stringMatching(/one$/)]);
    trialLog.add('worker', 'two');
    await vi.advanceTimersByTimeAsync(15_000);
    await logs.close();
    expect(await stored()).toHaveLength(2);
    trialLog.end();
  });

  it('asks nothing of its writer where the store refuses it, or hangs', async () => {
    const refusing = { put: () => Promise.reject(new AppError('STORE_REFUSED', 'read-only')) };
    const refused = createTrialLogs(refusing, environment);
    const one = refused.open(attempt);
    one.add('worker', 'x');
    one.end();
    await expect(refused.close()).resolves.toBeUndefined();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const puts: string[] = [];
    const hanging = createTrialLogs(
      {
        put: (key) => {
          puts.push(key);
          return new Promise(() => undefined);
        },
      },
      environment,
    );
    const other = hanging.open(attempt);
    for (let i = 0; i < 4; i++) {
      other.add('worker', String(i));
      await vi.advanceTimersByTimeAsync(15_000);
    }
    expect(puts).toHaveLength(1);
    const closed = hanging.close();
    await vi.advanceTimersByTimeAsync(3_000);
    await expect(closed).resolves.toBeUndefined();
    other.end();
  });
});
