import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '@crossfold/contracts';
import type { RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { log } from '../process/log.js';

/** So many wrong tokens an address may send in a minute before it has to wait. */
const wrongTokensAMinute = 20;

/** Open to everybody: what a load balancer asks, the page and what the API is; none has data. */
const guarded = /^\/(api\/v1|metrics)(\/|$)/i;

/**
 * Lets a request to data in when it carries the token. An address that has sent too many wrong ones
 * waits, whatever it sends. Wrong ones are logged, without the token; none at all is no attempt.
 *
 * @param apiToken null to ask for none
 * @throws AppError UNAUTHORISED, TOO_MANY_ATTEMPTS
 */
export function requireToken(
  apiToken: string | null,
  tell: (line: string) => void = (line) => {
    log.warn(line);
  },
): RequestHandler {
  if (apiToken === null) {
    return (_request, _response, next) => {
      next();
    };
  }
  const limiter = new RateLimiterMemory({ points: wrongTokensAMinute, duration: 60 });
  return async ({ headers, path, method, ip = 'unknown' }, response, next) => {
    if (!guarded.test(path)) {
      next();
      return;
    }
    const { authorization } = headers;
    const tried = await limiter.get(ip);
    if (authorization !== undefined && tried && tried.remainingPoints <= 0) {
      response.set('Retry-After', String(Math.ceil(tried.msBeforeNext / 1000)));
      throw new AppError(
        'TOO_MANY_ATTEMPTS',
        `expected at most ${wrongTokensAMinute} wrong API tokens a minute from ${ip}, got more`,
      );
    }
    if (isEqual(bearerToken(authorization) ?? '', apiToken)) {
      next();
      return;
    }
    response.set('WWW-Authenticate', challenge(authorization));
    if (authorization === undefined) {
      throw new AppError('UNAUTHORISED', 'expected a valid API token, got none');
    }
    const { consumedPoints } = await limiter.consume(ip).catch(takeRefusal);
    const line = `refused a wrong API token from ${ip} for ${method} ${JSON.stringify(path.slice(0, 200))}`;
    if (consumedPoints < wrongTokensAMinute) tell(line);
    else if (consumedPoints === wrongTokensAMinute)
      tell(`${line}; more of this minute are not told`);
    throw new AppError('UNAUTHORISED', 'expected a valid API token, got another');
  };
}

/** RFC 6750, 3: an error is named only to who has sent a token. */
function challenge(authorization: string | undefined): string {
  return `Bearer realm="crossfold"${authorization === undefined ? '' : ', error="invalid_token"'}`;
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

/** The limiter rejects with its figures, which are no error, where nothing is left. */
function takeRefusal(rejected: unknown): RateLimiterRes {
  if (rejected instanceof RateLimiterRes) return rejected;
  throw rejected;
}
