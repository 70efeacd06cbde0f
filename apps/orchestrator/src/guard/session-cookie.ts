import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '@crossfold/contracts';
import type { Request, Response } from 'express';
import { isSafeMethod } from './safe-method.js';

/** So long a browser may go on without a new login. */
export const sessionHours = 12;

/** A browser keeps the first to this very host, whatever a neighbour under its domain sets. */
const names = { secure: '__Host-crossfold-session', plain: 'crossfold-session' } as const;

type Asked = Pick<Request, 'headers' | 'secure'>;

/** What a browser sends by itself; a request that says who sends it has no session. */
export function sessionCookie({ headers, secure }: Asked): string | undefined {
  if (headers.authorization !== undefined) return undefined;
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const beginning = (name: string) => pairs.find((pair) => pair.startsWith(`${name}=`));
  const pair = (secure ? beginning(names.secure) : undefined) ?? beginning(names.plain);
  return pair?.slice(pair.indexOf('=') + 1);
}

/** No script can read it, and no page of another site has it sent. */
export function setSessionCookie(request: Asked, response: Response, session: string): void {
  response.cookie(nameOf(request, response), session, {
    ...optionsOf(request, response),
    maxAge: sessionHours * 3_600_000,
  });
}

export function clearSessionCookie(request: Asked, response: Response): void {
  response.clearCookie(nameOf(request, response), optionsOf(request, response));
}

function nameOf({ secure }: Asked, response: Response): string {
  return secure && basePathOf(response) === '' ? names.secure : names.plain;
}

function optionsOf({ secure }: Asked, response: Response) {
  const path = `${basePathOf(response)}/`;
  return { httpOnly: true, sameSite: 'strict', secure, path } as const;
}

function basePathOf({ locals }: Response): string {
  return (locals as { basePath?: string }).basePath ?? '';
}

/** What a page has to send with each unsafe request of a session, and only that page can know. */
export function csrfTokenOf(session: string): string {
  return createHmac('sha256', session).update('csrf').digest('base64url');
}

/** @throws AppError FORBIDDEN */
export function assertCsrfToken(
  { method, headers }: Pick<Request, 'method' | 'headers'>,
  session: string,
): void {
  if (isSafeMethod(method)) return;
  const expected = Buffer.from(csrfTokenOf(session));
  const given = Buffer.from(String(headers['x-csrf-token'] ?? ''));
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  throw new AppError('FORBIDDEN', 'expected the X-CSRF-Token of the session, got another', {
    remedy:
      'Send csrfToken of GET /api/v1/session as X-CSRF-Token, or a token in place of the cookie.',
  });
}
