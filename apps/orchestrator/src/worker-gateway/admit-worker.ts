import type { IncomingMessage } from 'node:http';
import { AppError } from '@crossfold/contracts';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { log } from '../process/log.js';
import type { WorkerIdentity, WorkerTokens } from './worker-tokens.js';

/** So many wrong tokens an address may send in a minute before it has to wait. */
const wrongTokensAMinute = 20;

/**
 * Whose token a request bears. An address that has sent too many wrong ones waits, whatever it sends.
 *
 * @returns a function that throws AppError UNAUTHORISED, TOO_MANY_ATTEMPTS
 */
export function admitWorkers(
  tokens: WorkerTokens,
): (request: IncomingMessage) => Promise<WorkerIdentity> {
  const limiter = new RateLimiterMemory({ points: wrongTokensAMinute, duration: 60 });
  return async ({ headers, socket }) => {
    const address = socket.remoteAddress ?? 'unknown';
    const tried = await limiter.get(address);
    if (tried && tried.remainingPoints <= 0) {
      const limit = `at most ${wrongTokensAMinute} wrong tokens a minute from ${address}`;
      throw new AppError('TOO_MANY_ATTEMPTS', `expected ${limit}, got more`);
    }
    const token = /^bearer +([!-~]{1,512}) *$/i.exec(headers.authorization ?? '')?.[1];
    const worker = token === undefined ? null : await tokens.verify(token);
    if (worker) return worker;
    await limiter.consume(address).catch(() => undefined);
    log.warn(`refused a wrong worker token from ${address}`);
    throw new AppError('UNAUTHORISED', 'expected the token of a worker, got another or none');
  };
}
