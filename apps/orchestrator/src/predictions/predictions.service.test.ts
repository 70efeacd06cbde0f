import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileStore } from '@crossfold/storage';
import type { StudyIndex } from '@crossfold/study';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { PredictionsService } from './predictions.service.js';

const dir = await mkdtemp(join(tmpdir(), 'crossfold-predictions-'));
const store = createFileStore({ kind: 'file', dir });
afterAll(() => rm(dir, { recursive: true }));
afterEach(() => void vi.useRealTimers());

const index = {
  get: () => ({ study: {}, trials: new Map([['full.f0.s1', { state: 'succeeded' }]]) }),
} as unknown as StudyIndex;
const queued: string[] = [];
const queue = {
  enqueue: async ({ predictionId }: { readonly predictionId: string }) => {
    queued.push(predictionId);
  },
};
const predictions = new PredictionsService(
  store,
  index,
  queue as never,
  new AbortController().signal,
);
const body = { studyId: 's', trialId: 'full.f0.s1', images: [{ name: 'a.jpg', data: 'AAAA' }] };
const idOf = async (key?: string, asked: object = body) =>
  (await predictions.request(asked, key)).order.predictionId;

describe('a request for predictions', () => {
  it('that is sent again with its key is one, also at the same time and in the next hour', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-30T10:59:59.000Z') });
    const [first, twin] = await Promise.all([idOf('k'), idOf('k')]);
    expect(twin).toBe(first);
    vi.setSystemTime(Date.parse('2026-11-30T11:58:00.000Z'));
    expect(await idOf('k')).toBe(first);
    expect(new Set(queued)).toEqual(new Set([first]));
    expect((await predictions.get(first)).order.expiresAt).toBe('2026-12-01T10:00:00.000Z');
  });

  it('is another one without a key, or with another', async () => {
    const ids = [await idOf(), await idOf(), await idOf('a'), await idOf('b')];
    expect(new Set(ids).size).toBe(4);
  });

  it('is refused with the key of another, or a key that is none', async () => {
    await idOf('once');
    const other = { ...body, images: [{ name: 'b.jpg', data: 'AAAA' }] };
    await expect(idOf('once', other)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(idOf('a b')).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });
});
