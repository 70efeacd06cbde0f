import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiTokenRequestSchema, records, redact } from '@crossfold/contracts';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { createApiToken, listApiTokens, revokeApiToken } from './api-tokens.js';
import { createFileStore } from './file-store.js';
import type { ObjectStore } from './object-store.js';
import { readRecord } from './records.js';
import { createTokenCheck } from './token-check.js';

const asked = apiTokenRequestSchema.parse({ user: 'Ada', role: 'viewer', projects: ['lesions'] });
const origin = { createdBy: 'Grace' };

describe('API tokens', () => {
  let folder: string;
  let store: ObjectStore;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-tokens-'));
    store = createFileStore({ kind: 'file', dir: folder });
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Each change of a character, and what is of another kind. */
  const changed = (text: string) => [
    text.slice(0, -1),
    `${text}A`,
    text.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A')),
    text.replace('cft_', 'cfs_'),
    text.replace(/_[a-z0-9]{12}_/, '_aaaaaaaaaaaa_'),
    text.toUpperCase(),
    '',
  ];

  it('let in as whom they were made for, and nothing that is like them', async () => {
    const { token, text } = await createApiToken(store, asked, origin);
    const { check } = createTokenCheck(store);
    const principal = { user: 'Ada', role: 'viewer', projects: ['lesions'] };
    expect(await check(text)).toEqual({ ...principal, tokenId: token.tokenId });
    expect(await check(text, 'session')).toBeNull();
    for (const other of changed(text)) expect(await check(other), other).toBeNull();
  });

  it('are stored without their secret, which no log shows', async () => {
    const { token, text } = await createApiToken(store, asked, origin);
    const { bytes } = await store.get(records.apiToken.key(token));
    const secret = text.slice(text.lastIndexOf('_') - 30);
    expect(Buffer.from(bytes).toString()).not.toContain(secret);
    expect(redact(`got "${text}".`, {})).toBe(`got "cft_${token.tokenId}_***".`);
  });

  it('end when they expire, and when they are revoked, with the sessions that they opened', async () => {
    let now = Date.now();
    const checks = createTokenCheck(store, { now: () => now });
    const { token, text } = await createApiToken(store, { ...asked, expiresInDays: 1 }, origin);
    const { tokenId } = token;
    const session = await createApiToken(
      store,
      { ...asked, expiresInDays: null },
      { ...origin, kind: 'session', openedWith: tokenId },
    );
    expect(await checks.check(session.text, 'session')).not.toBeNull();
    expect(await checks.isLive(session.token.tokenId)).toBe(true);
    // A day from when it was made, which is a moment later than this test began.
    now = Date.parse(token.expiresAt ?? '');
    expect(await checks.check(text)).toBeNull();
    expect(await checks.check(session.text, 'session')).toBeNull();
    now = Date.parse(token.createdAt);
    await revokeApiToken(store, tokenId, 'Grace');
    checks.forget(tokenId);
    expect(await checks.check(text)).toBeNull();
    expect(await checks.check(session.text, 'session')).toBeNull();
    expect(await checks.isLive(session.token.tokenId)).toBe(false);
    const [found] = (await listApiTokens(store, 'token')).filter((one) => one.tokenId === tokenId);
    expect(found).toMatchObject({ revokedBy: 'Grace' });
    await expect(revokeApiToken(store, 'none', 'Grace')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('that another process revokes end ten seconds later, and cost no read before', async () => {
    let now = Date.now();
    let reads = 0;
    const counting: ObjectStore = Object.create(store, {
      get: { value: (key: string) => (reads++, store.get(key)) },
    }) as ObjectStore;
    const { check } = createTokenCheck(counting, { now: () => now });
    const { token, text } = await createApiToken(store, asked, origin);
    await check(text);
    await revokeApiToken(store, token.tokenId, 'Grace');
    reads = 0;
    for (let count = 0; count < 100; count++) expect(await check(text)).not.toBeNull();
    expect(reads).toBe(0);
    now += 10_000;
    expect(await check(text)).toBeNull();
  });

  it('say when they were used last, once an hour, and stay revoked', async () => {
    const { token, text } = await createApiToken(store, asked, origin);
    const { check } = createTokenCheck(store);
    await check(text);
    const stored = () => readRecord(store, records.apiToken, token);
    await expect.poll(async () => (await stored()).lastUsedAt).not.toBeNull();
    const { lastUsedAt } = await stored();
    await check(text);
    await revokeApiToken(store, token.tokenId, 'Grace');
    expect(await stored()).toMatchObject({ lastUsedAt, revokedBy: 'Grace' });
  });
});
