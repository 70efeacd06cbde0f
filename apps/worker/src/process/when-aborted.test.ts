import { expect, it } from 'vitest';
import { startLifetime } from './lifetime.js';
import { whenAborted } from './when-aborted.js';

it('acts once, whether the signal is aborted later or was before', () => {
  const acts: string[] = [];
  const later = new AbortController();
  whenAborted(later.signal, () => acts.push('later'));
  expect(acts).toEqual([]);
  later.abort();
  whenAborted(later.signal, () => acts.push('before'));
  expect(acts).toEqual(['later', 'before']);
});

it('acts on a lifetime that is over before the worker is ready', async () => {
  const { over } = startLifetime({ idleMs: null, maxMs: 1 });
  await new Promise((resolve) => over.addEventListener('abort', resolve));
  await new Promise<void>((resolve) => whenAborted(over, resolve));
});
