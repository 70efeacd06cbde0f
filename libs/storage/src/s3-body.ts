import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { sha256 } from '@crossfold/contracts';
import type { ObjectBody } from './object-store.js';
import { spool } from './spool.js';

/** A body whose size and checksum are known, and that can be sent more than once. */
export interface PreparedBody {
  readonly sizeBytes: number;
  readonly sha256: string;
  open(): Uint8Array | Readable;
  release(): Promise<void>;
}

/**
 * A stream is first written to the disk: its checksum belongs in the headers that go before the
 * bytes, and a stream that fails in the middle must leave nothing on the server.
 */
export async function prepareBody(body: ObjectBody): Promise<PreparedBody> {
  if (body instanceof Uint8Array) {
    return {
      sizeBytes: body.byteLength,
      sha256: sha256(body),
      open: () => body,
      release: () => Promise.resolve(),
    };
  }
  const folder = join(tmpdir(), `crossfold-uploads-${userInfo().uid}`);
  const spooled = await spool(folder, body);
  return {
    ...spooled,
    open: () => createReadStream(spooled.path),
    release: () => rm(spooled.path, { force: true }),
  };
}
