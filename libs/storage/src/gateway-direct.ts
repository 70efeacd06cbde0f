import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@crossfold/contracts';
import { formatRange, isWhole } from './byte-range.js';
import { isOutage, pauseMs, type GatewayConnection } from './gateway-connection.js';
import type { ByteRange, WriteCondition } from './object-store.js';
import { bufferBody } from './s3-answers.js';
import type { PreparedBody } from './s3-body.js';
import { translateS3Error, type S3Context } from './s3-errors.js';
import { isConditional, isCutOff, isUndecided, refusalByCondition } from './s3-failure.js';
import type { StoreResponse } from './store-handler.js';

/** An object as it begins to arrive. */
export interface DirectRead {
  readonly body: Readable;
  readonly etag: string;
  readonly sizeBytes: number;
  /** That was kept when it was written. */
  readonly sha256: string | undefined;
}

/** What the gateway has signed; null where the body is for the gateway itself. */
type Signed = { readonly url: string; readonly headers: Readonly<Record<string, string>> } | null;

export interface DirectWrite {
  readonly key: string;
  readonly body: PreparedBody;
  readonly condition: WriteCondition;
  /** Asks the gateway for an address; each is good for some minutes. */
  readonly sign: () => Promise<Signed>;
  /** The etag of what is there now, where it is not known what became of a try. */
  readonly findEtag: () => Promise<string | undefined>;
}

export interface DirectAccess {
  read(key: string, range: ByteRange, url: string): Promise<DirectRead>;
  /** @returns the etag; null where the gateway takes the body itself */
  write(write: DirectWrite): Promise<string | null>;
}

const tries = 4;
const remedy =
  'Check that this machine reaches the S3 server of the orchestrator (its S3_ENDPOINT), the credentials of the orchestrator, and the clocks of both.';

/** Reads and writes at S3 itself, by what a gateway has signed. */
export function createDirectAccess(connection: GatewayConnection): DirectAccess {
  return {
    async read(key, range, url) {
      const context = { what: `read ${key}`, key, range };
      const headers: Record<string, string> = isWhole(range) ? {} : { range: formatRange(range) };
      const { headers: told, body } = await again(connection, () =>
        attempt(context, url, () => connection.sendDirect({ method: 'GET', url, headers })),
      );
      return {
        body: body as Readable,
        etag: told['etag'] ?? '',
        sizeBytes: Number(told['content-length']),
        sha256: told['x-amz-meta-sha256'],
      };
    },

    async write({ key, body, condition, sign, findEtag }) {
      const context = { what: `write ${key}`, key, condition };
      return again(connection, async () => {
        // Anew each time: the time of the one before may be over.
        const signed = await sign();
        if (signed === null) return null;
        const response = await attempt(context, signed.url, async () => {
          try {
            return await connection.sendDirect({ method: 'PUT', ...signed, body });
          } catch (error) {
            if (!isCutOff(error) || !isConditional(condition)) throw error;
            const etag = await findEtag().catch(() => Promise.reject(error as Error));
            throw refusalByCondition(condition, etag, error) ?? error;
          }
        });
        await bufferBody(response);
        return response.headers['etag'] ?? '';
      });
    },
  };
}

/** Tries once more where S3 was away, or could not decide between writes that came at once. */
async function again<T>(connection: GatewayConnection, work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      const cause = error instanceof AppError ? error.cause : error;
      if (tried === tries || !(isOutage(error) || isUndecided(cause))) throw error;
      connection.dropIdle();
      await sleep(pauseMs(tried));
    }
  }
}

/** @throws AppError what the answer means where it is none of success */
async function attempt(
  context: Pick<S3Context, 'what' | 'key' | 'condition' | 'range'>,
  url: string,
  send: () => Promise<StoreResponse>,
): Promise<StoreResponse> {
  try {
    const response = await send();
    if (response.statusCode < 300) return response;
    throw await describeRefusal(response);
  } catch (error) {
    const place = { bucket: 'of the store', endpoint: new URL(url).host };
    const fault = translateS3Error(error, { ...context, ...place });
    if (!(fault instanceof AppError) || !faultsOfStore.includes(fault.code)) throw fault;
    throw new AppError(fault.code, fault.message, { remedy, cause: error });
  }
}

const faultsOfStore: readonly string[] = ['STORE_REFUSED', 'STORE_UNAVAILABLE'];

/** As the SDK would have it. */
async function describeRefusal(response: StoreResponse): Promise<Error> {
  const text = await bufferBody(response);
  const tell = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
  const { statusCode, headers } = response;
  const Code = tell('Code') ?? (statusCode === 412 ? 'PreconditionFailed' : `HTTP${statusCode}`);
  return Object.assign(new Error(tell('Message') ?? Code), {
    Code,
    $metadata: { httpStatusCode: statusCode, requestId: headers['x-amz-request-id'] },
  });
}
