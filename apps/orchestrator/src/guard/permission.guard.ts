import { AppError, isPermitted, type Principal } from '@crossfold/contracts';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { principalOf } from './acting-principal.js';
import type { AuditTrail } from './audit-trail.js';
import { isAudited, needOf, type Need } from './needs.js';

/** Lets a request through to a method whose permission it has. */
export class PermissionGuard implements CanActivate {
  constructor(private readonly trail: AuditTrail) {}

  /** @throws AppError UNAUTHORISED, FORBIDDEN */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const need = needOf(context.getHandler());
    if (need === 'nothing') return true;
    const http = context.switchToHttp();
    const principal = principalOf(http.getResponse<Response>());
    if (principal === null)
      throw new AppError('UNAUTHORISED', 'expected a valid API token, got none');
    if (need !== undefined && isPermitted(principal, need)) return true;
    const request = http.getRequest<Request>();
    const refusal = refusalOf(principal, need, request);
    if (isAudited(context.getHandler()))
      await this.trail.recordRefusal(request, principal, refusal);
    throw refusal;
  }
}

function refusalOf(
  { role, projects }: Principal,
  need: Need | undefined,
  { method, path }: Request,
): AppError {
  const limit = projects === null ? '' : ' that is limited to projects';
  return new AppError(
    'FORBIDDEN',
    `expected the permission ${need ?? 'that nobody has'} for ${method} ${path.slice(0, 200)}, got the role ${role}${limit}`,
  );
}
