import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiTokenRequestSchema } from '@crossfold/contracts';
import { createFileStore, listApiTokens } from '@crossfold/storage';
import { expect, it, onTestFinished } from 'vitest';
import { createTokenOnce } from './create-token-once.js';

const asked = apiTokenRequestSchema.parse({ user: 'Ada', role: 'viewer' });
const origin = { createdBy: 'Grace' };

it('a request for a token that is sent again with its key makes none, also at the same time', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'crossfold-token-once-'));
  const store = createFileStore({ kind: 'file', dir });
  onTestFinished(async () => {
    await store.close();
    await rm(dir, { recursive: true });
  });
  const make = (key?: string) => createTokenOnce(store, asked, origin, key);
  const twins = await Promise.allSettled([make('k'), make('k')]);
  expect(twins.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const [only] = await listApiTokens(store, 'token');
  await expect(make('k')).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining(`got that of token ${only?.tokenId ?? ''}`),
  });
  expect(await listApiTokens(store, 'token')).toHaveLength(1);
  const others = await Promise.all([make('l'), make(), make()]);
  expect(new Set(others.map(({ token }) => token.tokenId)).size).toBe(3);
  await expect(make('a b')).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
});
