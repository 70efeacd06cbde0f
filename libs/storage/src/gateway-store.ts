import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, sha256 } from '@crossfold/contracts';
import { assertRange, isWhole } from './byte-range.js';
import { checkStore } from './check-store.js';
import { assertChecksum, verifyChecksum } from './checksum.js';
import { isOutage, openGatewayConnection, pauseMs } from './gateway-connection.js';
import { createDirectAccess, type DirectRead } from './gateway-direct.js';
import { translateGatewayFault } from './gateway-errors.js';
import {
  headAnswerSchema,
  listAnswerSchema,
  sha256Header,
  storedAnswerSchema,
  uploadAnswerSchema,
  type UploadRequest,
} from './gateway-protocol.js';
import type { GatewaySettings } from './gateway-settings.js';
import { assertKey, assertPrefix } from './keys.js';
import { takeFirst } from './list-limit.js';
import type {
  ByteRange,
  ListedObject,
  LoadedObject,
  ObjectStore,
  PutOptions,
  ReadOptions,
  StoredObject,
} from './object-store.js';
import { prepareBody, type PreparedBody } from './s3-body.js';
import { DamagedOnTheWay } from './s3-failure.js';
import { assertSize } from './size-limit.js';

/** Reads of one object until a fault of the connection is told. */
const readTries = 4;
const pageSize = 1000;

/**
 * The store as an orchestrator gives it to a worker that has no credentials of it: what its token
 * allows, and nothing else. Where the store is a bucket, reads and large writes go there by addresses
 * that the orchestrator has signed; else everything passes through it.
 */
export function createGatewayStore(settings: GatewaySettings, token: string): ObjectStore {
  const connection = openGatewayConnection(settings, token);
  const direct = createDirectAccess(connection);
  /** Whether bodies go to S3; known after the first. */
  let goesDirect: boolean | null = null;

  async function open(key: string, range: ByteRange): Promise<DirectRead> {
    assertKey(key);
    assertRange(key, range);
    const what = `read ${key}`;
    const { start = 0, end } = range;
    const part = isWhole(range) ? {} : { start: String(start), ...(end && { end: String(end) }) };
    const answer = await connection.ask({
      what,
      method: 'GET',
      path: '/object',
      query: { key, ...part },
    });
    const { status, headers, body } = answer;
    if (status === 307) {
      body.resume();
      return direct.read(key, range, headers['location'] ?? '');
    }
    const sizeBytes = Number(headers['content-length']);
    return { body, etag: headers['etag'] ?? '', sizeBytes, sha256: headers[sha256Header] };
  }

  /** A body that was cut off, or damaged on its way, is whole in another answer. */
  async function readChecked(
    key: string,
    { maxBytes = Infinity }: ReadOptions = {},
  ): Promise<LoadedObject> {
    let wrong = '';
    for (let tried = 1; ; tried += 1) {
      try {
        const { body, etag, sizeBytes, sha256: kept } = await open(key, {});
        if (sizeBytes > maxBytes) body.destroy();
        assertSize(key, sizeBytes, maxBytes);
        const bytes = Buffer.concat((await body.toArray()) as Buffer[]);
        const found = sha256(bytes);
        if (kept === undefined || kept === found) return { bytes, etag, sha256: found };
        // Twice the same wrong bytes, and as many as there are, are those of the store.
        if (wrong === found && sizeBytes === bytes.byteLength) assertChecksum(key, kept, found);
        wrong = found;
        throw new DamagedOnTheWay(`SHA-256 ${found} for ${kept}`);
      } catch (error) {
        const fault = translateGatewayFault(error, `read ${key}`, settings.url);
        if (!isOutage(fault) || tried === readTries) throw fault;
        connection.dropIdle();
        await sleep(pauseMs(tried));
      }
    }
  }

  async function* translated(key: string, chunks: AsyncIterable<Uint8Array>) {
    try {
      yield* chunks;
    } catch (error) {
      throw translateGatewayFault(error, `read ${key}`, settings.url);
    }
  }

  async function head(key: string) {
    const request = { what: `look up ${key}`, method: 'GET', path: '/head' } as const;
    return (await connection.askJson({ ...request, query: { key } }, headAnswerSchema)).head;
  }

  async function* listAll(prefix: string, startAfter: string, limit: number) {
    for (let from = startAfter; ;) {
      const size = String(Math.min(pageSize, limit));
      const { objects, more } = await connection.askJson(
        {
          what: `list ${prefix}`,
          method: 'GET',
          path: '/list',
          query: { prefix, startAfter: from, limit: size },
        },
        listAnswerSchema,
      );
      yield* objects satisfies ListedObject[];
      from = objects.at(-1)?.key ?? from;
      if (!more) return;
    }
  }

  async function putThrough(
    key: string,
    body: PreparedBody,
    { ifNoneMatch, ifMatch, contentType = 'application/octet-stream' }: PutOptions,
  ): Promise<StoredObject> {
    const headers = {
      'content-type': contentType,
      [sha256Header]: body.sha256,
      ...(ifNoneMatch && { 'if-none-match': '*' }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    };
    const request = { what: `write ${key}`, method: 'PUT', path: '/object' } as const;
    return connection.askJson({ ...request, query: { key }, headers, body }, storedAnswerSchema);
  }

  /** @param onDoubt told where it is not known what became of a try */
  async function putDirect(
    key: string,
    body: PreparedBody,
    { ifNoneMatch, ifMatch }: PutOptions,
    onDoubt: () => void,
  ): Promise<StoredObject | null> {
    const { sizeBytes, sha256: hash } = body;
    const condition = ifMatch === undefined ? { ...(ifNoneMatch && { ifNoneMatch }) } : { ifMatch };
    const upload: UploadRequest = { sizeBytes, sha256: hash, ...condition };
    const asked = await prepareBody(Buffer.from(JSON.stringify(upload)));
    const sign = async () => {
      const { direct: place } = await connection.askJson(
        { what: `write ${key}`, method: 'POST', path: '/upload', query: { key }, body: asked },
        uploadAnswerSchema,
      );
      return place;
    };
    const findEtag = async () => {
      onDoubt();
      return (await head(key))?.etag;
    };
    const etag = await direct.write({ key, body, sign, condition, findEtag });
    return etag === null ? null : { etag, sizeBytes, sha256: hash };
  }

  async function send(
    key: string,
    body: PreparedBody,
    options: PutOptions,
    onDoubt: () => void,
  ): Promise<StoredObject> {
    // Records are read by the gateway before they are written.
    if (!key.endsWith('.json') && goesDirect !== false) {
      const stored = await putDirect(key, body, options, onDoubt);
      goesDirect = stored !== null;
      if (stored) return stored;
    }
    return putThrough(key, body, options);
  }

  /** The first of two tries may have been done, its answer being lost. */
  async function isOwnWrite(
    key: string,
    body: PreparedBody,
    error: unknown,
  ): Promise<string | null> {
    if (!(error instanceof AppError) || !overtaken.includes(error.code)) return null;
    const found = await readChecked(key).catch(() => null);
    return found?.sha256 === body.sha256 ? found.etag : null;
  }

  const store: ObjectStore = {
    async put(key, body, options = {}) {
      assertKey(key);
      const prepared = await prepareBody(body);
      let sent = 0;
      let isInDoubt = false;
      const counted: PreparedBody = {
        ...prepared,
        open() {
          sent += 1;
          return prepared.open();
        },
      };
      try {
        return await send(key, counted, options, () => (isInDoubt = true));
      } catch (error) {
        const etag = sent > 1 || isInDoubt ? await isOwnWrite(key, prepared, error) : null;
        if (etag === null) throw error;
        return { etag, sizeBytes: prepared.sizeBytes, sha256: prepared.sha256 };
      } finally {
        await prepared.release();
      }
    },

    async get(key, options) {
      assertKey(key);
      return readChecked(key, options);
    },

    async getStream(key, range = {}) {
      const { body, ...version } = await open(key, range);
      const { sha256: kept } = version;
      const isChecked = kept !== undefined && isWhole(range);
      const chunks = translated(key, isChecked ? verifyChecksum(key, kept, body) : body);
      return Object.assign(chunks, version);
    },

    async head(key) {
      assertKey(key);
      return head(key);
    },

    async *list(prefix, { startAfter = '', limit = Infinity } = {}) {
      assertPrefix(prefix);
      yield* takeFirst(listAll(prefix, startAfter, limit), limit);
    },

    // What others began to write is no worker's concern.
    async *leftovers() {
      yield* [];
    },

    async delete(key) {
      assertKey(key);
      const request = { what: `delete ${key}`, method: 'DELETE', path: '/object' } as const;
      const { body } = await connection.ask({ ...request, query: { key } });
      (body as Readable).resume();
    },

    check: () => checkStore(store),

    close() {
      connection.close();
      return Promise.resolve();
    },
  };
  return store;
}

const overtaken: readonly string[] = ['OBJECT_EXISTS', 'CONFLICT'];
