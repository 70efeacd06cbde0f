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
});
