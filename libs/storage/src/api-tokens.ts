import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  AppError,
  parseToken,
  records,
  tokenText,
  type ApiToken,
  type ApiTokenRequest,
} from '@crossfold/contracts';
import { listRecords, readRecordIfThere, updateRecord } from './records.js';
import type { ObjectStore } from './object-store.js';
import { readUnlessUnreadable } from './unreadable.js';

const idLetters = 'abcdefghijklmnopqrstuvwxyz234567';
const dayMs = 86_400_000;

/** Who asked for a token, and what a session has besides. */
export interface TokenOrigin {
  readonly createdBy: string;
  readonly kind?: ApiToken['kind'];
  readonly openedWith?: string | null;
  /** Left out: a new one. */
  readonly tokenId?: string;
}

/**
 * Makes a token, of which the store keeps a salted hash.
 *
 * @returns its record, and the text that nobody can ask for again
 * @throws AppError OBJECT_EXISTS where there is a token of that id
 */
export async function createApiToken(
  store: ObjectStore,
  { user, role, projects, note, expiresInDays }: ApiTokenRequest,
  { createdBy, kind = 'token', openedWith = null, tokenId = newTokenId() }: TokenOrigin,
): Promise<{ readonly token: ApiToken; readonly text: string }> {
  const secret = randomBytes(32).toString('base64url');
  const salt = randomBytes(32).toString('hex');
  const now = Date.now();
  const token: ApiToken = {
    schemaVersion: 1,
    tokenId,
    kind,
    user,
    role,
    projects,
    note,
    salt,
    secretSha256: hashSecret(salt, secret),
    createdAt: new Date(now).toISOString(),
    createdBy,
    expiresAt: expiresInDays === null ? null : new Date(now + expiresInDays * dayMs).toISOString(),
    revokedAt: null,
    revokedBy: null,
    lastUsedAt: null,
    openedWith,
  };
  await updateRecord(store, records.apiToken, { tokenId }, (current) => {
    if (current === null) return token;
    throw new AppError('OBJECT_EXISTS', `expected no token ${tokenId} yet, got one`);
  });
  return { token, text: tokenText({ kind, tokenId, secret }) };
}

/** All of a kind, by id; those that have ended too. */
export async function listApiTokens(
  store: ObjectStore,
  kind: ApiToken['kind'],
): Promise<ApiToken[]> {
  const tokens: ApiToken[] = [];
  for await (const { at } of listRecords(store, records.apiToken, {})) {
    const token = await readUnlessUnreadable(store, records.apiToken, at);
    if (token?.kind === kind) tokens.push(token);
  }
  return tokens;
}

/** @throws AppError NOT_FOUND */
export async function readApiToken(store: ObjectStore, tokenId: string): Promise<ApiToken> {
  const token = await readRecordIfThere(store, records.apiToken, { tokenId });
  return token ?? refuseUnknown(tokenId);
}

/**
 * Ends a token for good; one that has ended stays as it is.
 *
 * @throws AppError NOT_FOUND
 */
export async function revokeApiToken(
  store: ObjectStore,
  tokenId: string,
  revokedBy: string,
): Promise<ApiToken> {
  return updateRecord(store, records.apiToken, { tokenId }, (token) => {
    if (token === null) return refuseUnknown(tokenId);
    if (token.revokedAt !== null) return token;
    return { ...token, revokedAt: new Date().toISOString(), revokedBy };
  });
}

/**
 * Notes that a token was used.
 *
 * @throws AppError NOT_FOUND
 */
export async function noteTokenUse(store: ObjectStore, tokenId: string): Promise<void> {
  await updateRecord(store, records.apiToken, { tokenId }, (token) => {
    if (token === null) return refuseUnknown(tokenId);
    return { ...token, lastUsedAt: new Date().toISOString() };
  });
}

function refuseUnknown(tokenId: string): never {
  throw new AppError('NOT_FOUND', `expected the id of a token, got "${tokenId.slice(0, 60)}"`);
}

/** Whether a text is the token of a record, which may have ended. In constant time. */
export function isTokenOf({ salt, secretSha256 }: ApiToken, text: string): boolean {
  const given = hashSecret(salt, parseToken(text)?.secret ?? '');
  return timingSafeEqual(Buffer.from(given), Buffer.from(secretSha256));
}

function hashSecret(salt: string, secret: string): string {
  return createHash('sha256').update(salt).update(secret).digest('hex');
}

function newTokenId(): string {
  return [...randomBytes(12)].map((byte) => idLetters[byte % idLetters.length]).join('');
}
