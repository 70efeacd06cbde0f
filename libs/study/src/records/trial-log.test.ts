import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byteObjects } from '@crossfold/contracts';
import { createFileStore, type ObjectStore } from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTrialLog } from './trial-log.js';

const at = { studyId: 's', trialId: 'full.f0.s1' };
describe('the log of a trial', () => {
  let dir: string;
  let store: ObjectStore;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'crossfold-log-'));
    store = createFileStore({ kind: 'file', dir });
    await write(1, 'first\n');
    await write(2, 'one\ntwo \u001b[31m\u202e\nthree\n');
    await store.put(
      byteObjects.trialLog.key({ ...at, trialId: 'full.f0.s11', attempt: 9 }),
      bytes('x'),
    );
  });
  afterAll(() => rm(dir, { recursive: true }));

  const bytes = (text: string) => Buffer.from(text);
  const write = (attempt: number, text: string) =>
    store.put(byteObjects.trialLog.key({ ...at, attempt }), bytes(text));

  it.each([
    [{}, 2, 'one\ntwo \\x1b[31m\\u202e\nthree\n'],
    [{ attempt: 1 }, 1, 'first\n'],
    [{ tail: 1 }, 2, 'three\n'],
    [{ tail: 2 }, 2, 'two \\x1b[31m\\u202e\nthree\n'],
    [{ tail: 9 }, 2, 'one\ntwo \\x1b[31m\\u202e\nthree\n'],
  ])('reads %j', async (choice, attempt, text) => {
    expect(await readTrialLog(store, at, choice)).toEqual({ attempt, text });
  });

  it('names the attempts that have a log where another is asked for', async () => {
    await expect(readTrialLog(store, at, { attempt: 3 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message:
        'expected a log of attempt 3 at full.f0.s1 of s; of these attempts there is one: 1, 2',
    });
    await expect(readTrialLog(store, { ...at, trialId: 'no' }, {})).rejects.toThrow(': none');
  });

  it('reads the end of a log that is longer than workers make them', async () => {
    await write(7, 'a'.repeat(1_500_000));
    const { text } = await readTrialLog(store, at, {});
    expect(text).toHaveLength(1024 * 1024);
    await store.delete(byteObjects.trialLog.key({ ...at, attempt: 7 }));
  });
});
