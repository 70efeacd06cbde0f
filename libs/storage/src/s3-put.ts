import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload, type Options } from '@aws-sdk/lib-storage';
import type { PutOptions } from './object-store.js';
import type { PreparedBody } from './s3-body.js';
import type { S3Connection } from './s3-connection.js';
import {
  isCutOff,
  isMissing,
  isUndecided,
  mayHaveSucceeded,
  refusalByCondition,
} from './s3-failure.js';

/** Bodies beyond this go in parts of this size, several at once. */
const partSizeBytes = 8 * 1024 * 1024;
const undecidedTries = 5;
const undecidedPauseMs = 100;

export interface S3Target {
  readonly connection: S3Connection;
  readonly bucket: string;
  /** With the store's prefix. */
  readonly fullKey: string;
}

/** Sends a body, again where the server could not decide between concurrent writes. @returns etag */
export async function putS3Object(
  target: S3Target,
  body: PreparedBody,
  options: PutOptions,
): Promise<string> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await sendOnce(target, body, options);
    } catch (error) {
      if (!isUndecided(error) || tried === undecidedTries) throw error;
      await sleep(undecidedPauseMs * tried * (1 + Math.random()));
    }
  }
}

/**
 * When the answer to a successful write is lost, the SDK's second try finds the condition broken by
 * the first. The name of this write, kept with the object, tells that case from a lost race.
 */
async function sendOnce(
  target: S3Target,
  body: PreparedBody,
  options: PutOptions,
): Promise<string> {
  const writeId = randomUUID();
  try {
    return await send(target, body, writeId, options);
  } catch (error) {
    const wasCutOff = isCutOff(error);
    if (!wasCutOff && !mayHaveSucceeded(error)) throw error;
    const found = await findVersion(target).catch((cause: unknown) => {
      throw wasCutOff ? error : cause;
    });
    if (found?.writeId === writeId) return found.etag;
    throw (wasCutOff && refusalByCondition(options, found?.etag, error)) || error;
  }
}

async function send(
  { connection, bucket, fullKey }: S3Target,
  body: PreparedBody,
  writeId: string,
  { ifNoneMatch, ifMatch, contentType }: PutOptions,
): Promise<string> {
  const params = {
    Bucket: bucket,
    Key: fullKey,
    Metadata: { sha256: body.sha256, 'write-id': writeId },
    ContentType: contentType ?? 'application/octet-stream',
    ...(ifNoneMatch && { IfNoneMatch: '*' }),
    ...(ifMatch !== undefined && { IfMatch: ifMatch }),
  };
  const { ETag = '' } = await connection.run(async (client) =>
    body.sizeBytes <= partSizeBytes
      ? client.send(new PutObjectCommand({ ...params, Body: await collect(body) }))
      : uploadParts(client, { ...params, Body: body.open() }),
  );
  return ETag;
}

function uploadParts(client: S3Client, params: Options['params']) {
  return new Upload({ client, params, partSize: partSizeBytes }).done();
}

/** Small bodies travel as bytes: a stream could not be sent again by the SDK's own retries. */
async function collect(body: PreparedBody): Promise<Uint8Array> {
  const opened = body.open();
  if (opened instanceof Uint8Array) return opened;
  return Buffer.concat((await opened.toArray()) as Buffer[]);
}

/** What is there now; undefined where nothing is. */
async function findVersion({ connection, bucket, fullKey }: S3Target) {
  const place = { Bucket: bucket, Key: fullKey };
  try {
    const found = await connection.run((client) => client.send(new HeadObjectCommand(place)));
    return { writeId: found.Metadata?.['write-id'], etag: found.ETag ?? '' };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
