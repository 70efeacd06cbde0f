import { mkdir, rename, rm } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '@crossfold/contracts';
import { openHttpBody } from './http-body.js';
import { openObjectStore } from './open-store.js';
import { spool } from './spool.js';
import { parseStoreSettings } from './store-settings.js';

export interface PinnedFile {
  /** `https://…`, `s3://BUCKET/KEY`, or `http://` of this machine. */
  readonly address: string;
  /** What the file must be: anything else is refused. */
  readonly sha256: string;
}

export interface FetchOptions {
  /** Holds fetched files by their hashes, for all processes of this machine. */
  readonly folder: string;
  /** Says how S3 is reached, as for the object store. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Called with bytes while they come; the total is null where the server does not tell it. */
  readonly onProgress: (doneBytes: number, totalBytes: number | null) => void;
  /** No file that is meant is larger; a server that never ends is cut off here. */
  readonly maxBytes?: number;
}

const defaultMaxBytes = 8 * 2 ** 30;

/**
 * Fetches a file whose hash is known, once for this machine. It is written aside and gets its place
 * when its hash is right, so that a broken or false one never lies there; a damaged one is fetched
 * again.
 *
 * @returns its path
 * @throws AppError WEIGHTS_INVALID for another content, a missing file or one too large;
 *   STORE_UNAVAILABLE where the connection fails, STORE_REFUSED where access or trust does
 */
export async function fetchPinnedFile(file: PinnedFile, options: FetchOptions): Promise<string> {
  const { address, sha256 } = file;
  const folder = join(options.folder, 'sha256');
  const path = join(folder, sha256);
  if ((await hashOf(path)) === sha256) return path;
  await mkdir(folder, { recursive: true });
  const fetched = await spool(join(folder, 'parts'), openBody(address, options));
  if (fetched.sha256 === sha256) {
    await rename(fetched.path, path);
    return path;
  }
  await rm(fetched.path, { force: true });
  throw new AppError(
    'WEIGHTS_INVALID',
    `expected SHA-256 ${sha256} from ${address}, got ${fetched.sha256} (${fetched.sizeBytes} bytes)`,
    { remedy: 'Correct the address or the hash; the file there is damaged or another one.' },
  );
}

async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return hash.digest('hex');
}

async function* openBody(address: string, options: FetchOptions): AsyncGenerator<Uint8Array> {
  const { maxBytes = defaultMaxBytes, onProgress } = options;
  const source = address.startsWith('s3:') ? readBucket(address, options) : openHttpBody(address);
  let done = 0;
  for await (const { chunk, totalBytes } of source) {
    done += chunk.byteLength;
    if (done > maxBytes || (totalBytes ?? 0) > maxBytes) {
      throw new AppError(
        'WEIGHTS_INVALID',
        `expected at most ${maxBytes} bytes from ${address}, got more`,
      );
    }
    onProgress(done, totalBytes);
    yield chunk;
  }
}

async function* readBucket(address: string, { environment }: FetchOptions) {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(address) ?? [];
  // The store of the results may be another bucket, of which nothing is read here.
  const variables = { ...environment, CROSSFOLD_STORE: `s3://${bucket}`, S3_BUCKET: undefined };
  const store = openObjectStore(parseStoreSettings(variables));
  try {
    const head = await store.head(key);
    if (!head) {
      throw new AppError('WEIGHTS_INVALID', `expected a file at ${address}, got none`, {
        remedy: 'Correct model.weights.address.',
      });
    }
    for await (const chunk of await store.getStream(key)) {
      yield { chunk, totalBytes: head.sizeBytes };
    }
  } finally {
    await store.close();
  }
}
