import { AppError } from '@crossfold/contracts';
import type { Request, RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { setPrincipal } from '../guard/acting-principal.js';
import { addressOf } from '../guard/audit-trail.js';
import type { Identify } from '../guard/identify.js';
import { log } from '../process/log.js';

/** So many wrong tokens an address may send in a minute before it has to wait. */
const wrongTokensAMinute = 20;

/** Open to everybody: what a load balancer asks, the page and what the API is; none has data. */
const guarded = /^\/(api\/v1|metrics)(\/|$)/i;

export interface TokenRules {
  readonly identify: Identify;
  /** Operations of the API that ask for nothing, such as a login. */
  readonly isOpen?: (request: Pick<Request, 'method' | 'path'>) => boolean;
  readonly tell?: (line: string) => void;
  /** Is given each request with a wrong token that is told of. */
  readonly onRefused?: (request: Request, refusal: AppError) => void;
}

/**
 * Lets a request to data in when it says who sends it. An address that has sent too many wrong
 * tokens waits, whatever it sends. Wrong ones are logged, without the token; none at all is no attempt.
 *
 * @throws AppError UNAUTHORISED, TOO_MANY_ATTEMPTS
 */
export function requireToken({
  identify,
  isOpen = () => false,
  tell = (line) => {
    log.warn(line);
  },
  onRefused = () => undefined,
}: TokenRules): RequestHandler {
  const limiter = new RateLimiterMemory({ points: wrongTokensAMinute, duration: 60 });
  return async (request, response, next) => {
    const { headers, path, method } = request;
    const ip = addressOf(request.ip);
    if (!guarded.test(path) || isOpen(request)) {
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
    const identified = await identify(request);
    if (typeof identified === 'object') {
      setPrincipal(response, identified);
      next();
      return;
    }
    response.set('WWW-Authenticate', challenge(authorization));
    if (identified === 'nobody') {
      throw new AppError('UNAUTHORISED', 'expected a valid API token, got none');
    }
    const { consumedPoints } = await limiter.consume(ip).catch(takeRefusal);
    const line = `refused a wrong API token from ${ip} for ${method} ${JSON.stringify(path.slice(0, 200))}`;
    const refusal = new AppError('UNAUTHORISED', 'expected a valid API token, got another');
    if (consumedPoints < wrongTokensAMinute) tell(line);
    else if (consumedPoints === wrongTokensAMinute)
      tell(`${line}; more of this minute are not told`);
    if (consumedPoints <= wrongTokensAMinute) onRefused(request, refusal);
    throw refusal;
  };
}

/** RFC 6750, 3: an error is named only to who has sent a token. */
function challenge(authorization: string | undefined): string {
  return `Bearer realm="crossfold"${authorization === undefined ? '' : ', error="invalid_token"'}`;
}

/** The limiter rejects with its figures, which are no error, where nothing is left. */
function takeRefusal(rejected: unknown): RateLimiterRes {
  if (rejected instanceof RateLimiterRes) return rejected;
  throw rejected;
}
