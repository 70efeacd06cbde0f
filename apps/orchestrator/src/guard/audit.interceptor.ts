import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { principalOf } from './acting-principal.js';
import type { AuditTrail, CommandPart } from './audit-trail.js';
import { isAudited } from './needs.js';

/** Logs each command with its outcome, before it is answered. */
export class AuditInterceptor implements NestInterceptor {
  constructor(private readonly trail: AuditTrail) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (!isAudited(context.getHandler())) return next.handle();
    return from(this.logged(context, next));
  }

  private async logged(context: ExecutionContext, next: CallHandler): Promise<unknown> {
    const http = context.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
    let answer: unknown;
    try {
      answer = await lastValueFrom(next.handle(), { defaultValue: undefined });
    } catch (refusal) {
      await this.trail.recordRefusal(request, principalOf(response), refusal);
      throw refusal;
    }
    // Asked after: a login shows who it is.
    const principal = principalOf(response);
    await this.trail.recordParts(request, principal, partsOf(response));
    await this.trail.record(request, principal, { status: response.statusCode });
    return answer;
  }
}

/** Has each command of a request logged that is several. */
export function noteParts({ locals }: Response, parts: readonly CommandPart[]): void {
  locals['commandParts'] = parts;
}

function partsOf({ locals }: Response): readonly CommandPart[] {
  return (locals as { commandParts?: readonly CommandPart[] }).commandParts ?? [];
}
