import { createHash } from 'node:crypto';
import { AppError } from '@crossfold/contracts';
import { actingPrincipal } from '../guard/acting-principal.js';

/**
 * What stands for a key in ids: requests with the same key make the same id, so that the store itself
 * refuses a second thing, also after a restart. A key is of who sends it: the same of another user is
 * another one.
 *
 * @throws AppError REQUEST_INVALID for a key that is too long or has odd characters
 */
export function digestOfKey(idempotencyKey: string, characters: number): string {
  if (/^[!-~]{1,255}$/.test(idempotencyKey)) {
    const { user = '', tokenId = null } = actingPrincipal() ?? {};
    const named = tokenId === null ? idempotencyKey : `${user}\n${idempotencyKey}`;
    return createHash('sha256').update(named).digest('hex').slice(0, characters);
  }
  const got = JSON.stringify(idempotencyKey.slice(0, 60));
  throw new AppError(
    'REQUEST_INVALID',
    `expected 1 to 255 visible ASCII characters for Idempotency-Key, got ${got}`,
  );
}

/** @param made id of what the key has made */
export function keyOfAnother(made: string): AppError {
  return new AppError(
    'CONFLICT',
    `expected the request that made ${made} for its Idempotency-Key, got another`,
    { remedy: 'Choose a new Idempotency-Key for each request.' },
  );
}
