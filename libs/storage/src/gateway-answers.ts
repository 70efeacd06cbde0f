import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { AppError, toAppError, toPlainError } from '@crossfold/contracts';
import { sha256Header } from './gateway-protocol.js';
import type { ObjectStream } from './object-store.js';

export function sendJson(response: ServerResponse, answer: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

export async function sendObject(stream: ObjectStream, response: ServerResponse): Promise<void> {
  const { etag, sizeBytes, sha256 } = stream;
  response.writeHead(200, {
    etag,
    'content-type': 'application/octet-stream',
    'content-length': sizeBytes,
    ...(sha256 !== undefined && { [sha256Header]: sha256 }),
  });
  await pipeline(wholeOf(stream), response);
}

/** Damage of the store is found by who reads it, with what was kept: all of it has to arrive. */
async function* wholeOf(stream: ObjectStream): AsyncGenerator<Uint8Array> {
  let sent = 0;
  try {
    for await (const chunk of stream) {
      sent += chunk.byteLength;
      yield chunk;
    }
  } catch (error) {
    const isDamage = error instanceof AppError && error.code === 'OBJECT_CORRUPT';
    if (!isDamage || sent !== stream.sizeBytes) throw error;
  }
}

/** Says why a request was not done; a body that was begun breaks off. */
export function refuse(
  response: ServerResponse,
  thrown: unknown,
  onDefect: (error: AppError) => void,
): void {
  // Whoever asked is gone, which may be why.
  if (response.destroyed || response.socket?.destroyed !== false) return;
  const error = toAppError(thrown);
  if (error.code === 'INTERNAL') onDefect(error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { httpStatus } = error.kind;
  response.writeHead(httpStatus, { 'content-type': 'application/json' });
  response.end(JSON.stringify(toPlainError(error)));
}
