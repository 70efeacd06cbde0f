import { mkdir, rename, rm } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
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

/** A file that has a place and a name of its own, and the checksum that its publisher states. */
export interface PublishedFile {
  readonly name: string;
  /** `https://…`, or `http://` of this machine. */
  readonly address: string;
  readonly checksum: readonly [algorithm: 'md5' | 'sha256', digest: string];
}

export interface FetchOptions {
  /** Holds fetched files by their hashes, for all processes of this machine. */
  readonly folder: string;
  /** Says how S3 is reached, as for the object store. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Names and networks that may be asked although they are not public. */
  readonly hosts: readonly string[];
  /** The buckets that may be read from. */
  readonly buckets: readonly string[];
  /** Called with bytes while they come; the total is null where the server does not tell it. */
  readonly onProgress: (doneBytes: number, totalBytes: number | null) => void;
  /** No file that is meant is larger; a server that never ends is cut off here. */
  readonly maxBytes?: number;
}

const defaultMaxBytes = 2 ** 31;

/**
 * Fetches a file whose hash is known, once for this machine. It is written aside and gets its place
 * when its hash is right, so that a broken or false one never lies there; a damaged one is fetched
 * again.
 *
 * @returns its path
 * @throws AppError WEIGHTS_INVALID for another content, a missing file or one too large;
 *   STORE_UNAVAILABLE where the connection fails, STORE_REFUSED where access or trust does
 */
export function fetchPinnedFile(file: PinnedFile, options: FetchOptions): Promise<string> {
  const { address, sha256 } = file;
  const checksum = ['sha256', sha256] as const;
  return fetchTo(join(options.folder, 'sha256', sha256), { address, checksum }, options);
}

/**
 * {@link fetchPinnedFile} for a file that keeps its name in the folder, where others may have put it.
 *
 * @returns its path
 */
export function fetchPublishedFile(file: PublishedFile, options: FetchOptions): Promise<string> {
  return fetchTo(join(options.folder, file.name), file, options);
}

async function fetchTo(
  path: string,
  { address, checksum }: Pick<PublishedFile, 'address' | 'checksum'>,
  options: FetchOptions,
): Promise<string> {
  const [algorithm, digest] = checksum;
  if ((await hashOf(path, algorithm)) === digest) return path;
  await mkdir(dirname(path), { recursive: true });
  const fetched = await spool(join(dirname(path), 'parts'), openBody(address, options));
  const found = algorithm === 'sha256' ? fetched.sha256 : await hashOf(fetched.path, algorithm);
  if (found === digest) {
    await rename(fetched.path, path);
    return path;
  }
  await rm(fetched.path, { force: true });
  throw new AppError(
    'WEIGHTS_INVALID',
    // Not what came instead: who asks must not learn of what others have.
    `expected ${hashTitles[algorithm]} ${digest} from ${address}, got another file`,
    { remedy: 'Correct the address or the hash; the file there is damaged or another one.' },
  );
}

const hashTitles = { md5: 'MD5', sha256: 'SHA-256' } as const;

async function hashOf(path: string, algorithm: 'md5' | 'sha256'): Promise<string | null> {
  const hash = createHash(algorithm);
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
  const source = address.startsWith('s3:')
    ? readBucket(address, options)
    : openHttpBody(address, options.hosts);
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

async function* readBucket(address: string, { environment, buckets }: FetchOptions) {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(address) ?? [];
  if (!buckets.includes(bucket)) {
    throw new AppError('WEIGHTS_INVALID', `expected a bucket to read weights from, got ${bucket}`, {
      remedy: 'Name the bucket in CROSSFOLD_WEIGHTS_BUCKETS of every worker, or use another place.',
    });
  }
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
