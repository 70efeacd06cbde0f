import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '@crossfold/contracts';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { OrchestratorConfig } from '../config.js';
import { configToken } from '../tokens.js';

/** Lets a request in when no token is configured, or when it carries the one that is. */
@Injectable()
export class TokenGuard implements CanActivate {
  constructor(@Inject(configToken) private readonly config: OrchestratorConfig) {}

  canActivate(context: ExecutionContext): boolean {
    const { apiToken } = this.config;
    if (apiToken === null) return true;
    const { authorization } = context.switchToHttp().getRequest<Request>().headers;
    if (isEqual(authorization ?? '', `Bearer ${apiToken}`)) return true;
    throw new AppError('UNAUTHORISED', 'expected a valid API token, got none');
  }
}

/** In constant time: how long a comparison takes must not tell how much of a token is right. */
function isEqual(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
