import { createHash, timingSafeEqual } from 'node:crypto';
import { parseToken, type Principal } from '@crossfold/contracts';
import type { TokenCheck } from '@crossfold/storage';
import type { Request } from 'express';
import type { OrchestratorConfig } from '../process/config.js';
import { assertCsrfToken, sessionCookie } from './session-cookie.js';

/** Who sends a request; else whether it has tried to say so. */
export type Identified = Principal | 'nobody' | 'wrong-token';
/** @throws AppError FORBIDDEN for an unsafe request of a session without what only its page knows */
export type Identify = (
  request: Pick<Request, 'headers' | 'method' | 'secure'>,
) => Promise<Identified>;

/** Who has the token of the environment. */
const environmentPrincipal: Principal = {
  user: 'environment',
  role: 'admin',
  projects: null,
  tokenId: null,
};
/** Who comes from this machine where no token is asked for. */
const localPrincipal: Principal = { ...environmentPrincipal, user: 'local' };

/**
 * The token of the environment is an admin's. Without one, and without a provider to log in at, so is
 * whoever comes without a token, for only this machine gets here; who shows one is whose that is.
 */
export function createIdentify(
  { apiToken, oidc }: Pick<OrchestratorConfig, 'apiToken' | 'oidc'>,
  tokens: Pick<TokenCheck, 'check'>,
): Identify {
  const isOpen = apiToken === null && oidc === null;
  const byToken = async (sent: string): Promise<Identified> => {
    if (apiToken !== null && isEqual(sent, apiToken)) return environmentPrincipal;
    return (await tokens.check(sent)) ?? 'wrong-token';
  };
  return async (request) => {
    const { authorization } = request.headers;
    const sent = bearerToken(authorization);
    if (isOpen && (sent === undefined || parseToken(sent) === null)) {
      return localPrincipal;
    }
    if (authorization !== undefined) return sent === undefined ? 'wrong-token' : byToken(sent);
    const session = sessionCookie(request);
    const principal = session === undefined ? null : await tokens.check(session, 'session');
    // A session that has ended is no attempt: a browser sends it by itself.
    if (session === undefined || principal === null) return 'nobody';
    assertCsrfToken(request, session);
    return principal;
  };
}

/** What stands for the token of the environment in sessions that it opened: they end with it. */
export function environmentTokenId(apiToken: string): string {
  return createHash('sha256').update(`sessions of ${apiToken}`).digest('hex').slice(0, 12);
}

/** The scheme's case does not matter (RFC 9110, 11.1). */
function bearerToken(authorization = ''): string | undefined {
  return /^bearer +(.+?) *$/i.exec(authorization)?.[1];
}

/** In constant time: how long a comparison takes must not tell how much of a token is right. */
function isEqual(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
