import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withKeyLock } from './file-lock.js';

describe('withKeyLock', () => {
  let folder: string;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'crossfold-lock-')), 'locks');
  });
  afterEach(() => {
    rmSync(join(folder, '..'), { recursive: true });
  });

  /** What a process killed in the middle of its work leaves. */
  async function leaveLock(key: string): Promise<void> {
    const name = await withKeyLock(folder, key, () => readdirSync(folder)[0] ?? '');
    symlinkSync('of a killed process', join(folder, name));
  }

  it('holds a lock while working and removes it after', async () => {
    const held = await withKeyLock(folder, 'a', () => readdirSync(folder).length);
    expect(held).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('removes it also when the work fails', async () => {
    const failing = withKeyLock(folder, 'a', () => {
      throw new Error('disk full');
    });
    await expect(failing).rejects.toThrow('disk full');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes the lock of a killed process over, one contender after the other', async () => {
    await leaveLock('a');
    let working = 0;
    const work = () => {
      working += 1;
      return readdirSync(folder).filter((name) => !name.includes('.')).length;
    };
    const contenders = Array.from({ length: 5 }, () =>
      withKeyLock(folder, 'a', work, { staleMs: 30 }),
    );
    expect(await Promise.all(contenders)).toEqual([1, 1, 1, 1, 1]);
    expect(working).toBe(5);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes over also where the one before was killed while taking over', async () => {
    await leaveLock('a');
    const lock = readdirSync(folder)[0] ?? '';
    symlinkSync('claim', join(folder, `${lock}.of a killed process`));
    expect(await withKeyLock(folder, 'a', () => 'done', { staleMs: 30 })).toBe('done');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('waits for a lock that is let go', async () => {
    await leaveLock('a');
    const waiting = withKeyLock(folder, 'a', () => 'done');
    rmSync(join(folder, readdirSync(folder)[0] ?? ''));
    expect(await waiting).toBe('done');
  });

  it('does not wait for the lock of another key', async () => {
    await leaveLock('a');
    expect(await withKeyLock(folder, 'b', () => 'done')).toBe('done');
    expect(lstatSync(join(folder, readdirSync(folder)[0] ?? '')).isSymbolicLink()).toBe(true);
  });

  it('makes its folder', async () => {
    mkdirSync(join(folder, 'x'), { recursive: true });
    await withKeyLock(join(folder, 'x', 'y'), 'a', () => undefined);
    expect(readdirSync(join(folder, 'x'))).toEqual(['y']);
  });
});
