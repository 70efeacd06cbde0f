import type { IncomingMessage } from 'node:http';
import { AppError } from '@crossfold/contracts';
import { assertKey } from './keys.js';
import type { ByteRange, WriteCondition } from './object-store.js';

/* What a request asks for; all of it is hostile input. */

/** @throws AppError REQUEST_INVALID */
export function keyOf(query: URLSearchParams): string {
  const key = textOf(query, 'key');
  assertKey(key);
  return key;
}

/** Empty where there is none. @throws AppError REQUEST_INVALID where there are several */
export function textOf(query: URLSearchParams, name: string): string {
  const [text = '', ...others] = query.getAll(name);
  if (others.length === 0) return text;
  throw new AppError('REQUEST_INVALID', `expected one ${name}, got ${others.length + 1}`);
}

/** @throws AppError REQUEST_INVALID */
export function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = textOf(query, name);
  if (text === '') return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new AppError('REQUEST_INVALID', `expected a whole number for ${name}, got another text`);
}

export function rangeOf(query: URLSearchParams): ByteRange {
  const [start, end] = [numberOf(query, 'start'), numberOf(query, 'end')];
  return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
}

/** @throws AppError REQUEST_INVALID */
export function conditionOf({ headers }: IncomingMessage): WriteCondition {
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = headers;
  if (ifNoneMatch === undefined && ifMatch === undefined) return {};
  if (ifNoneMatch === '*' && ifMatch === undefined) return { ifNoneMatch: true };
  if (ifNoneMatch === undefined && ifMatch !== undefined && ifMatch.length <= 200) {
    return { ifMatch };
  }
  const expected = 'If-None-Match: *, or If-Match with an etag';
  throw new AppError('REQUEST_INVALID', `expected ${expected}, got another condition`);
}
