import { isIP } from 'node:net';
import {
  contentHash,
  loggedBodyChars,
  toAppError,
  visibleText,
  type AuditEntry,
  type Principal,
} from '@crossfold/contracts';
import type { AuditLog } from '@crossfold/storage';
import type { Request } from 'express';
import { log } from '../process/log.js';

/** How a command ended: the status that is answered, or what it was refused with. */
export type Outcome = { readonly status: number } | { readonly refusal: unknown };

/** A command that was sent as one of several in a request: it is logged as if it came by itself. */
export interface CommandPart {
  /** That it has by itself. */
  readonly path: string;
  readonly body: unknown;
  readonly outcome: Outcome;
}

/** Writes commands into the audit log. */
export interface AuditTrail {
  /**
   * Logs a command that was done. It is answered after: where it cannot be logged, that is the answer.
   *
   * @throws AppError the errors of the store
   */
  record(request: Request, principal: Principal | null, outcome: Outcome): Promise<void>;
  /** Logs the commands of a request one by one, as `record` does. */
  recordParts(
    request: Request,
    principal: Principal | null,
    parts: readonly CommandPart[],
  ): Promise<void>;
  /** Logs what is refused anyhow, whatever becomes of the entry. */
  recordRefusal(request: Request, principal: Principal | null, refusal: unknown): Promise<void>;
}

/**
 * @param operationOf the operation of the OpenAPI document that a request is for
 */
export function createAuditTrail(
  auditLog: AuditLog,
  operationOf: (method: string, path: string) => { readonly operationId?: string } | undefined,
): AuditTrail {
  const append = (
    { method, ip }: Request,
    principal: Principal | null,
    asked: { readonly route: string; readonly path: string; readonly body: unknown },
    outcome: Outcome,
  ) => {
    const { user = null, role = null, tokenId = null } = principal ?? {};
    return auditLog.append({
      at: new Date().toISOString(),
      user,
      role,
      tokenId,
      from: addressOf(ip),
      operation: operationOf(method, asked.route)?.operationId ?? null,
      method: method.slice(0, 20),
      path: visibleText(asked.path).slice(0, 500),
      ...bodyOf(asked.body),
      ...endOf(outcome),
    });
  };
  const record: AuditTrail['record'] = (request, principal, outcome) => {
    // Without the query, in which a provider sends codes.
    const path = request.originalUrl.split('?')[0] ?? '';
    const asked = { route: request.path, path, body: request.body as unknown };
    return append(request, principal, asked, outcome);
  };
  return {
    record,
    async recordParts(request, principal, parts) {
      await Promise.all(
        parts.map(({ path, body, outcome }) =>
          append(request, principal, { route: path, path, body }, outcome),
        ),
      );
    },
    async recordRefusal(request, principal, refusal) {
      await record(request, principal, { refusal }).catch((error: unknown) => {
        log.warn({ path: request.path }, `audit log: ${toAppError(error).message}`);
      });
    },
  };
}

/** What a proxy says that is no address is nobody's. */
export function addressOf(ip: string | undefined): string {
  return ip !== undefined && isIP(ip) !== 0 ? ip : 'unknown';
}

function bodyOf(body: unknown): Pick<AuditEntry, 'body' | 'bodySha256'> {
  if (body === undefined) return { body: null, bodySha256: null };
  const text = visibleText(JSON.stringify(body));
  if (text.length <= loggedBodyChars) return { body: text, bodySha256: null };
  return { body: null, bodySha256: contentHash(body) };
}

function endOf(outcome: Outcome): Pick<AuditEntry, 'status' | 'code'> {
  if ('status' in outcome) return { status: outcome.status, code: null };
  const { code, kind } = toAppError(outcome.refusal);
  return { status: kind.httpStatus, code };
}
