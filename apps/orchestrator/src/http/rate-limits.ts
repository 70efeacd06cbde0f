import { AppError } from '@crossfold/contracts';
import { Injectable, type ExecutionContext } from '@nestjs/common';
import {
  ThrottlerGuard,
  type ThrottlerLimitDetail,
  type ThrottlerModuleOptions,
} from '@nestjs/throttler';
import type { Request, Response } from 'express';
import type { OrchestratorConfig } from '../process/config.js';
import { principalOf } from '../guard/acting-principal.js';
import { isSafeMethod } from '../guard/safe-method.js';
import { clientOf } from './client-of.js';
import { rateWindowMs } from './limits.js';

type RateConfig = Pick<OrchestratorConfig, 'readsPerSecond' | 'writesPerSecond'>;

/** What must be answered whoever asks for how much: an orchestrator is started anew by it. */
const unlimited = /^\/health(\/|$)/;

/**
 * How many requests a client may send, over all routes of the API together, reads and writes apart.
 * They are counted in memory: one orchestrator serves a store.
 */
export function rateLimits(config: RateConfig): ThrottlerModuleOptions {
  const perSecond = { reads: config.readsPerSecond, writes: config.writesPerSecond };
  return {
    setHeaders: false,
    getTracker: (request, context) =>
      clientOf(request as Request, principalOf(context.switchToHttp().getResponse<Response>())),
    generateKey: (_context, client, kind) => `${kind} ${client}`,
    throttlers: (['reads', 'writes'] as const).map((kind) => ({
      name: kind,
      ttl: rateWindowMs,
      limit: (perSecond[kind] * rateWindowMs) / 1000,
      blockDuration: 0,
      skipIf: (context) => kindOf(context) !== kind,
    })),
  };
}

/** Refuses a request beyond what {@link rateLimits} allows, as a problem document. */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  protected override throwThrottlingException(
    context: ExecutionContext,
    { limit, timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    const response = context.switchToHttp().getResponse<Response>();
    response.set('Retry-After', String(Math.max(1, timeToBlockExpire)));
    const most = `${limit} ${kindOf(context) ?? 'requests'}`;
    const message = `expected at most ${most} of one client in ${rateWindowMs / 1000} s, got more`;
    return Promise.reject(new AppError('RATE_LIMITED', message));
  }
}

function kindOf(context: ExecutionContext): 'reads' | 'writes' | null {
  const { path, method } = context.switchToHttp().getRequest<Request>();
  if (unlimited.test(path)) return null;
  return isSafeMethod(method) ? 'reads' : 'writes';
}
