import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AppError } from '@crossfold/contracts';

export interface ExpectedBody {
  readonly key: string;
  readonly maxBytes: number;
  readonly sha256: string;
}

/**
 * The bytes of a request as they come; it fails at its end, before anything is written, where they
 * are not those that were sent.
 *
 * @throws AppError BODY_TOO_LARGE; STORE_UNAVAILABLE
 */
export async function* checkedBody(
  request: IncomingMessage,
  { key, maxBytes, sha256 }: ExpectedBody,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of bounded(request, key, maxBytes)) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256) throw damagedBody(key);
}

/** @throws AppError BODY_TOO_LARGE */
export async function readBody(
  request: IncomingMessage,
  what: string,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bounded(request, what, maxBytes)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export function bodyTooLarge(what: string, maxBytes: number): AppError {
  return new AppError(
    'BODY_TOO_LARGE',
    `expected at most ${maxBytes} bytes for ${what}, got more`,
    {
      remedy: 'Nothing was written. A worker of this version sends no such body.',
    },
  );
}

export function damagedBody(key: string): AppError {
  const message = `expected the bytes of ${key} as they were sent, got others`;
  return new AppError('STORE_UNAVAILABLE', message);
}

async function* bounded(
  request: IncomingMessage,
  what: string,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  const told = Number(request.headers['content-length'] ?? 0);
  if (told > maxBytes) throw bodyTooLarge(what, maxBytes);
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw bodyTooLarge(what, maxBytes);
    yield chunk;
  }
}
