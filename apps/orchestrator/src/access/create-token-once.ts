import { AppError, toAppError, type ApiTokenRequest } from '@crossfold/contracts';
import { createApiToken, type ObjectStore, type TokenOrigin } from '@crossfold/storage';
import { digestOfKey } from '../http/idempotency-key.js';

/**
 * Makes a token, and none where the same key made one before. What the first answer said cannot be
 * said again: the store has a hash of the secret.
 *
 * @throws AppError CONFLICT for a key that has made a token
 */
export async function createTokenOnce(
  store: ObjectStore,
  asked: ApiTokenRequest,
  origin: TokenOrigin,
  idempotencyKey: string | undefined,
): ReturnType<typeof createApiToken> {
  if (idempotencyKey === undefined) return createApiToken(store, asked, origin);
  const tokenId = digestOfKey(idempotencyKey, 12);
  try {
    return await createApiToken(store, asked, { ...origin, tokenId });
  } catch (error) {
    if (toAppError(error).code !== 'OBJECT_EXISTS') throw error;
    throw new AppError(
      'CONFLICT',
      `expected an Idempotency-Key that has made no token, got that of token ${tokenId}`,
      {
        remedy:
          'The first answer alone has the text of the token. Where it was lost, revoke the token, and ask with another key.',
      },
    );
  }
}
