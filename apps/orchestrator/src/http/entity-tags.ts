import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';

/** Records never change: each has a version of its own, which no other process gives. */
const versions = new WeakMap<object, string>();

/**
 * A weak tag of an answer that follows from values which never change, so that nobody has to write
 * the answer to know whether a client has it.
 */
export function tagOfRecords(...records: readonly object[]): string {
  return `W/"${records.map(versionOf).join('.')}"`;
}

/**
 * Sets the tag of an answer, and ends it with 304 where the client has that answer.
 *
 * @returns whether it is ended
 */
export function endIfUnchanged(request: Request, response: Response, tag: string): boolean {
  response.set({ ETag: tag, 'Cache-Control': 'private, no-cache' });
  if (!request.fresh) return false;
  response.status(304).end();
  return true;
}

function versionOf(record: object): string {
  const known = versions.get(record);
  if (known !== undefined) return known;
  const made = randomBytes(9).toString('base64url');
  versions.set(record, made);
  return made;
}
