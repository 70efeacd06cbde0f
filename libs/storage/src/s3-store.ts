import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { AppError, sha256 } from '@crossfold/contracts';
import { assertRange, formatRange, isWhole } from './byte-range.js';
import { checkStore } from './check-store.js';
import { assertChecksum, verifyChecksum } from './checksum.js';
import { assertKey, assertPrefix } from './keys.js';
import { takeFirst } from './list-limit.js';
import type {
  ByteRange,
  ListedObject,
  LoadedObject,
  ObjectHead,
  ObjectStore,
  ReadOptions,
} from './object-store.js';
import { prepareBody } from './s3-body.js';
import { openS3Connection } from './s3-connection.js';
import { translateS3Error, type S3Context } from './s3-errors.js';
import { DamagedOnTheWay, isMissing, isUnsigned } from './s3-failure.js';
import { putS3Object } from './s3-put.js';
import { listUnfinishedUploads } from './s3-uploads.js';
import type { S3StoreSettings } from './s3-settings.js';
import { assertSize } from './size-limit.js';

/** Reads of one object until a fault of the connection is told. */
const readTries = 3;

/**
 * Keeps objects in a bucket. Credentials come from the SDK's own chain (environment, profile,
 * instance role). The SHA-256 of an object is kept in its metadata; objects that others put into
 * the bucket without one are read unchecked.
 */
export function createS3Store(settings: S3StoreSettings): ObjectStore {
  const { bucket } = settings;
  const root = settings.prefix === undefined ? '' : `${settings.prefix}/`;
  const connection = openS3Connection(settings);
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
    const place = { ...locate(key), ...(!isWhole(range) && { Range: formatRange(range) }) };
    const {
      Body,
      ETag = '',
      ContentLength = 0,
      Metadata,
    } = await connection.run((client) => client.send(new GetObjectCommand(place)));
    const version = { etag: ETag, sizeBytes: ContentLength, sha256: Metadata?.['sha256'] };
    return { body: Body as Readable, version };
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
    const place = { Bucket: bucket, Prefix: root + prefix };
    const from = startAfter === '' ? {} : { StartAfter: root + startAfter };
    for (let token: string | undefined; ;) {
      const page = new ListObjectsV2Command({ ...place, ...from, ContinuationToken: token });
      const answer = await connection.run((client) => client.send(page));
      for (const { Key = '', Size = 0, ETag = '', LastModified } of answer.Contents ?? []) {
        // Folder markers, which consoles of S3 servers make, are no objects of ours.
        if (Key.endsWith('/')) continue;
        const modifiedMs = LastModified?.getTime() ?? 0;
        yield { key: Key.slice(root.length), sizeBytes: Size, etag: ETag, modifiedMs };
      }
      token = answer.NextContinuationToken;
      if (answer.IsTruncated !== true || token === undefined) return;
    }
  }

  async function readWhole(key: string, { maxBytes = Infinity }: ReadOptions) {
    const { body, version } = await fetchObject(key, {});
    if (version.sizeBytes > maxBytes) body.destroy();
    assertSize(key, version.sizeBytes, maxBytes);
    const bytes = Buffer.concat((await body.toArray()) as Buffer[]);
    return { bytes, etag: version.etag, kept: version.sha256, sha256: sha256(bytes) };
  }

  /** A body that was cut off, or damaged on its way, is whole in another answer. */
  async function readChecked(key: string, options: ReadOptions): Promise<LoadedObject> {
    let wrong = '';
    for (let tried = 1; ; tried += 1) {
      try {
        const { kept, ...read } = await readWhole(key, options);
        if (kept === undefined || kept === read.sha256) return read;
        if (wrong === read.sha256) await assertNotDamaged(key, kept, read);
        wrong = read.sha256;
        throw new DamagedOnTheWay(`SHA-256 ${wrong} for ${kept}`);
      } catch (error) {
        const fault = translateS3Error(error, { what: `read ${key}`, key, bucket, endpoint });
        if (!isOutage(fault) || tried === readTries) throw fault;
        connection.dropIdle();
      }
    }
  }

  /** Twice the same wrong bytes, and as many as there are, are those of the store. */
  async function assertNotDamaged(key: string, kept: string, read: Omit<LoadedObject, 'etag'>) {
    const head = await store.head(key);
    if (head?.sizeBytes === read.bytes.byteLength) assertChecksum(key, kept, read.sha256);
  }

  /** The answer to HEAD has no body, by which to tell a proxy from the server. */
  async function headAgain(key: string): Promise<ObjectHead | null> {
    try {
      const {
        ContentRange = '',
        ETag = '',
        ContentLength = 0,
        Body,
      } = await connection.run((client) =>
        client.send(new GetObjectCommand({ ...locate(key), Range: 'bytes=0-0' })),
      );
      (Body as Readable).destroy();
      const total = /\/(\d+)$/.exec(ContentRange)?.[1];
      return { sizeBytes: total === undefined ? ContentLength : Number(total), etag: ETag };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  const store: ObjectStore = {
    async put(key, body, options = {}) {
      const { Key: fullKey } = locate(key);
      const prepared = await prepareBody(body);
      try {
        const etag = await attempt({ what: `write ${key}`, key, condition: options }, () =>
          putS3Object({ connection, bucket, fullKey }, prepared, options),
        );
        return { etag, sizeBytes: prepared.sizeBytes, sha256: prepared.sha256 };
      } finally {
        await prepared.release();
      }
    },

    get: (key, options = {}) =>
      attempt({ what: `read ${key}`, key }, () => readChecked(key, options)),

    getStream: (key, range = {}) => {
      const context = { what: `read ${key}`, key, range };
      return attempt(context, async () => {
        assertRange(key, range);
        const { body, version } = await fetchObject(key, range);
        const { sha256: kept } = version;
        const isChecked = kept !== undefined && isWhole(range);
        const chunks = translated(context, isChecked ? verifyChecksum(key, kept, body) : body);
        return Object.assign(chunks, version);
      });
    },

    head: (key) =>
      attempt({ what: `look up ${key}`, key }, async () => {
        const place = locate(key);
        try {
          const { ContentLength = 0, ETag = '' } = await connection.run((client) =>
            client.send(new HeadObjectCommand(place)),
          );
          return { sizeBytes: ContentLength, etag: ETag };
        } catch (error) {
          if (isUnsigned(error)) return headAgain(key);
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
        const place = locate(key);
        await connection.run((client) => client.send(new DeleteObjectCommand(place)));
      }),

    async *leftovers() {
      try {
        yield* listUnfinishedUploads({ connection, bucket, root });
      } catch (error) {
        throw translateS3Error(error, { what: 'list unfinished uploads', bucket, endpoint });
      }
    },

    check: () => checkStore(store),

    close: () => {
      connection.close();
      return Promise.resolve();
    },
  };
  return store;
}

function isOutage(error: unknown): boolean {
  return error instanceof AppError && error.code === 'STORE_UNAVAILABLE';
}
