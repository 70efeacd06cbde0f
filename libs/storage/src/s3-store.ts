import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { sha256 } from '@crossfold/contracts';
import { assertRange, isWhole } from './byte-range.js';
import { checkStore } from './check-store.js';
import { assertChecksum, verifyChecksum } from './checksum.js';
import { assertKey, assertPrefix } from './keys.js';
import { takeFirst } from './list-limit.js';
import type { ByteRange, ListedObject, ObjectStore } from './object-store.js';
import { prepareBody } from './s3-body.js';
import { isMissing, translateS3Error, type S3Context } from './s3-errors.js';
import { putS3Object } from './s3-put.js';

export interface S3StoreSettings {
  readonly kind: 's3';
  /** Absent: the endpoint of AWS for the region. */
  readonly endpoint?: string;
  readonly bucket: string;
  readonly region: string;
  /** Bucket in the path of the address, not in its host: what most servers other than AWS need. */
  readonly forcePathStyle: boolean;
  /** Put before every key, with a slash between; not part of the keys that callers see. */
  readonly prefix?: string;
}

const connectTimeoutMs = 5_000;
const silenceTimeoutMs = 60_000;
const attempts = 4;

/**
 * Keeps objects in a bucket. Credentials come from the SDK's own chain (environment, profile,
 * instance role). The SHA-256 of an object is kept in its metadata; objects that others put into
 * the bucket without one are read unchecked.
 */
export function createS3Store(settings: S3StoreSettings): ObjectStore {
  const { bucket } = settings;
  const root = settings.prefix === undefined ? '' : `${settings.prefix}/`;
  const client = createClient(settings);
  const endpoint = settings.endpoint ?? `AWS ${settings.region}`;

  function locate(key: string): { Bucket: string; Key: string } {
    assertKey(key);
    if (root !== '') assertKey(root + key);
    return { Bucket: bucket, Key: root + key };
  }

  async function attempt<T>(
    context: Omit<S3Context, 'bucket' | 'endpoint'>,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw translateS3Error(error, { ...context, bucket, endpoint });
    }
  }

  async function fetchObject(key: string, range: ByteRange) {
    const {
      Body,
      ETag = '',
      Metadata,
    } = await client.send(
      new GetObjectCommand({
        ...locate(key),
        ...(!isWhole(range) && { Range: formatRange(range) }),
      }),
    );
    return { body: Body as Readable, etag: ETag, kept: Metadata?.['sha256'] };
  }

  async function* translated(
    context: Pick<S3Context, 'what' | 'key'>,
    chunks: AsyncIterable<Uint8Array>,
  ) {
    try {
      yield* chunks;
    } catch (error) {
      throw translateS3Error(error, { ...context, bucket, endpoint });
    }
  }

  async function* listAll(prefix: string, startAfter: string): AsyncGenerator<ListedObject> {
    const pages = paginateListObjectsV2(
      { client },
      {
        Bucket: bucket,
        Prefix: root + prefix,
        ...(startAfter !== '' && { StartAfter: root + startAfter }),
      },
    );
    for await (const { Contents = [] } of pages) {
      for (const { Key = '', Size = 0, ETag = '' } of Contents) {
        // Folder markers, which consoles of S3 servers make, are no objects of ours.
        if (Key.endsWith('/')) continue;
        yield { key: Key.slice(root.length), sizeBytes: Size, etag: ETag };
      }
    }
  }

  const store: ObjectStore = {
    async put(key, body, options = {}) {
      const { Key: fullKey } = locate(key);
      const prepared = await prepareBody(body);
      try {
        const etag = await attempt({ what: `write ${key}`, key, condition: options }, () =>
          putS3Object({ client, bucket, fullKey }, prepared, options),
        );
        return { etag, sizeBytes: prepared.sizeBytes, sha256: prepared.sha256 };
      } finally {
        await prepared.release();
      }
    },

    get: (key) =>
      attempt({ what: `read ${key}`, key }, async () => {
        const { body, etag, kept } = await fetchObject(key, {});
        const bytes = Buffer.concat((await body.toArray()) as Buffer[]);
        const actual = sha256(bytes);
        if (kept !== undefined) assertChecksum(key, kept, actual);
        return { bytes, etag, sha256: actual };
      }),

    getStream: (key, range = {}) => {
      const context = { what: `read ${key}`, key, range };
      return attempt(context, async () => {
        assertRange(key, range);
        const { body, kept } = await fetchObject(key, range);
        const isChecked = kept !== undefined && isWhole(range);
        return translated(context, isChecked ? verifyChecksum(key, kept, body) : body);
      });
    },

    head: (key) =>
      attempt({ what: `look up ${key}`, key }, async () => {
        try {
          const { ContentLength = 0, ETag = '' } = await client.send(
            new HeadObjectCommand(locate(key)),
          );
          return { sizeBytes: ContentLength, etag: ETag };
        } catch (error) {
          if (isMissing(error)) return null;
          throw error;
        }
      }),

    async *list(prefix, { startAfter = '', limit = Infinity } = {}) {
      assertPrefix(prefix);
      try {
        yield* takeFirst(listAll(prefix, startAfter), limit);
      } catch (error) {
        throw translateS3Error(error, { what: `list ${prefix}`, bucket, endpoint });
      }
    },

    delete: (key) =>
      attempt({ what: `delete ${key}`, key }, async () => {
        await client.send(new DeleteObjectCommand(locate(key)));
      }),

    check: () => checkStore(store),

    close: () => {
      client.destroy();
      return Promise.resolve();
    },
  };
  return store;
}

function createClient({ endpoint, region, forcePathStyle }: S3StoreSettings): S3Client {
  return new S3Client({
    region,
    forcePathStyle,
    ...(endpoint !== undefined && { endpoint }),
    maxAttempts: attempts,
    requestHandler: { connectionTimeout: connectTimeoutMs, socketTimeout: silenceTimeoutMs },
    // The SHA-256 is compared by this driver, for every server alike.
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

function formatRange({ start = 0, end }: ByteRange): string {
  return `bytes=${start}-${end === undefined ? '' : end - 1}`;
}
