import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApiClient } from '../client/api-client.js';
import type { Terminal } from '../terminal/terminal.js';
import { followStudy } from './follow-study.js';

describe('followStudy', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each(['interactive', 'plain', 'json'] as const)(
    'leaves no timer that keeps the process when the server is gone at its beginning (%s)',
    async (mode) => {
      const api: Partial<ApiClient> = {
        listTrials: () => Promise.resolve([]),
        study: () => Promise.reject(new Error('gone')),
      };
      const { signal } = new AbortController();
      const options = { terminal: { mode } as Terminal, signal };
      await expect(followStudy(api as ApiClient, 'study', options)).rejects.toThrow('gone');
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it('says that no worker is connected when that lasts, and not while one starts', async () => {
    const notes: string[] = [];
    const terminal = { mode: 'plain', note: (text: string) => void notes.push(text) } as Terminal;
    let waiting: string | null = 'no worker';
    const api: Partial<ApiClient> = {
      listTrials: () => Promise.resolve([]),
      study: () => Promise.resolve({ control: { edition: 1 }, waiting, state: 'queued' } as never),
      async *events(_, signal) {
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        });
        yield* [];
      },
    };
    const end = new AbortController();
    const followed = followStudy(api as ApiClient, 'study', { terminal, signal: end.signal });
    await vi.advanceTimersByTimeAsync(1000);
    waiting = null;
    await vi.advanceTimersByTimeAsync(5000);
    expect(notes).toEqual([]);
    waiting = 'no worker';
    await vi.advanceTimersByTimeAsync(15_000);
    expect(notes).toEqual(['study waits: no worker']);
    end.abort();
    expect(await followed).toBeNull();
  });
});
