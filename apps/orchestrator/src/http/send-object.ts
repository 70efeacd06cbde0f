import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@crossfold/contracts';
import { explainAbsence, type ObjectStore } from '@crossfold/storage';
import type { Request, Response } from 'express';

export interface SentObject {
  readonly key: string;
  /** Of its bytes. */
  readonly sha256: string;
  /** For whoever saves it. */
  readonly fileName: string;
}

/**
 * Sends an object of the store as it comes, of which little is in memory at a time. One range of
 * bytes may be asked for; what asks for several, or for none that the object has, gets all of it.
 *
 * @throws AppError OBJECT_MISSING; OBJECT_REMOVED where a policy took it out; an object whose bytes are damaged breaks the answer off
 */
export async function sendObject(
  store: ObjectStore,
  { key, sha256, fileName }: SentObject,
  request: Request,
  response: Response,
): Promise<void> {
  const head = await store.head(key);
  if (!head) {
    const missing = new AppError('OBJECT_MISSING', `expected an object at ${key}, got none`);
    throw await explainAbsence(store, key, missing);
  }
  const tag = `"${sha256}"`;
  response.attachment(fileName).type('application/octet-stream');
  response.set({ ETag: tag, 'Cache-Control': 'private, no-cache', 'Accept-Ranges': 'bytes' });
  const range = rangeOf(request, head.sizeBytes, tag);
  const { start, end } = range ?? { start: 0, end: head.sizeBytes };
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  if (range) {
    response.status(206).set('Content-Range', `bytes ${start}-${end - 1}/${head.sizeBytes}`);
  }
  response.set('Content-Length', String(end - start));
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(await store.getStream(key, range ?? undefined), response);
}

/** Sends a text of this moment, or the one range of its bytes that is asked for. */
export function sendText(text: string, request: Request, response: Response): void {
  const bytes = Buffer.from(text);
  const tag = `"${createHash('sha256').update(bytes).digest('hex')}"`;
  response.type('text/plain; charset=utf-8');
  response.set({ ETag: tag, 'Cache-Control': 'private, no-cache', 'Accept-Ranges': 'bytes' });
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  const range = rangeOf(request, bytes.length, tag);
  if (range) {
    const { start, end } = range;
    response.status(206).set('Content-Range', `bytes ${start}-${end - 1}/${bytes.length}`);
  }
  response.end(range ? bytes.subarray(range.start, range.end) : bytes);
}

/** Null for all of it. A part of another version than the client has is no use to it. */
function rangeOf(
  request: Request,
  sizeBytes: number,
  tag: string,
): { readonly start: number; readonly end: number } | null {
  const condition = request.get('if-range');
  if (condition !== undefined && condition !== tag) return null;
  const ranges = request.range(sizeBytes);
  if (!Array.isArray(ranges) || ranges.type !== 'bytes' || ranges.length !== 1) return null;
  const [{ start, end } = { start: 0, end: 0 }] = ranges;
  return { start, end: end + 1 };
}
