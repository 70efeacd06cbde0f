import type { Principal } from '@crossfold/contracts';
import type { Request } from 'express';

/**
 * Whom a request is counted for: the token that let it in, or the address that it came from where
 * there is none of its own, as of the token of the environment, which many may have.
 */
export function clientOf(
  { ip = 'unknown' }: Pick<Request, 'ip'>,
  principal: Pick<Principal, 'tokenId'> | null,
): string {
  const tokenId = principal?.tokenId ?? null;
  return tokenId === null ? `address ${ip}` : `token ${tokenId}`;
}
