import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { finished } from 'node:stream/promises';
import { AppError } from '@crossfold/contracts';

export interface DownloadOptions {
  readonly url: string;
  /** File that grows; what an earlier, broken download left in it is kept and continued. */
  readonly part: string;
  readonly sizeBytes: number;
  readonly certificates?: readonly string[] | undefined;
  readonly onProgress: (doneBytes: number) => void;
}

const attempts = 3;
const silenceMs = 60_000;
const maxRedirects = 5;
const smallestStepBytes = 1024 * 1024;

/**
 * Fetches a file of known size, continuing where the last try broke off. A connection that breaks is
 * tried again for as long as each few tries bring some bytes.
 *
 * @throws AppError PROVISION_FAILED when the server refuses or sends something else, or the disk is full
 */
export async function downloadResumably(options: DownloadOptions): Promise<void> {
  for (let failures = 0; ;) {
    const before = await fileSize(options.part);
    try {
      await continueDownload(options);
      return;
    } catch (error) {
      failures = (await fileSize(options.part)) > before ? 1 : failures + 1;
      if (failures === attempts || error instanceof AppError) throw error;
    }
  }
}

async function continueDownload(options: DownloadOptions): Promise<void> {
  const { part, sizeBytes } = options;
  const present = await fileSize(part);
  if (present === sizeBytes) return;
  const offset = present < sizeBytes ? present : 0;
  const response = await request(options, options.url, offset, maxRedirects);
  try {
    await save(response, options, startOf(response, offset));
  } finally {
    response.destroy();
  }
  const size = await fileSize(part);
  if (size !== sizeBytes) {
    throw new Error(`expected ${sizeBytes} bytes from ${options.url}, got ${size}`);
  }
}

/** A server may ignore the range and send the whole file. */
function startOf(response: IncomingMessage, offset: number): number {
  if (response.statusCode === 200) return 0;
  const start = /^bytes (\d+)-/.exec(response.headers['content-range'] ?? '')?.[1];
  if (response.statusCode === 206 && Number(start) === offset) return offset;
  throw new AppError(
    'PROVISION_FAILED',
    `expected bytes from ${offset} on for a download, got HTTP ${response.statusCode}`,
  );
}

async function save(
  response: IncomingMessage,
  { part, sizeBytes, onProgress }: DownloadOptions,
  start: number,
): Promise<void> {
  // All without waiting: bytes that come before somebody listens are lost if the connection breaks.
  const file = openSync(part, start === 0 ? 'w' : 'a');
  const stepBytes = Math.max(sizeBytes / 100, smallestStepBytes);
  let done = start;
  let reported = start;
  let refusal: AppError | null = null;
  response.on('data', (chunk: Buffer) => {
    done += chunk.length;
    if (done > sizeBytes) {
      response.destroy();
      return;
    }
    try {
      writeFileSync(file, chunk);
    } catch (cause) {
      // Thrown here it would end the process.
      refusal ??= notWritten(part, sizeBytes, cause);
      response.destroy(refusal);
      return;
    }
    if (done - reported >= stepBytes) onProgress((reported = done));
  });
  try {
    await finished(response);
  } finally {
    if (refusal === null) fsyncSync(file);
    closeSync(file);
    if (done > sizeBytes) await refuseTooLong(part, sizeBytes);
  }
}

function notWritten(part: string, sizeBytes: number, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError(
    'PROVISION_FAILED',
    `expected to write ${sizeBytes} bytes to ${part}, got: ${reason}`,
    {
      remedy: 'Free space on that disk, or let CROSSFOLD_CACHE_DIR name a folder on another.',
      cause,
    },
  );
}

async function refuseTooLong(part: string, sizeBytes: number): Promise<never> {
  await rm(part, { force: true });
  throw new AppError('PROVISION_FAILED', `expected ${sizeBytes} bytes for a download, got more`);
}

async function request(
  options: DownloadOptions,
  url: string,
  offset: number,
  redirects: number,
): Promise<IncomingMessage> {
  const response = await send(options, url, offset);
  const { statusCode = 0, headers } = response;
  if (statusCode >= 300 && statusCode < 400 && headers.location && redirects > 0) {
    response.destroy();
    return request(options, new URL(headers.location, url).href, offset, redirects - 1);
  }
  return response;
}

function send(
  { certificates }: DownloadOptions,
  url: string,
  offset: number,
): Promise<IncomingMessage> {
  const headers = {
    'accept-encoding': 'identity',
    ...(offset > 0 && { range: `bytes=${offset}-` }),
  };
  const tls = certificates ? { ca: [...certificates] } : {};
  return new Promise((resolve, reject) => {
    const outgoing = url.startsWith('https:')
      ? httpsGet(url, { headers, ...tls }, resolve)
      : httpGet(url, { headers }, resolve);
    outgoing.once('error', reject);
    outgoing.setTimeout(silenceMs, () => {
      outgoing.destroy(new Error(`expected bytes from ${url}, got none for ${silenceMs} ms`));
    });
  });
}

async function fileSize(path: string): Promise<number> {
  const status = await stat(path).catch(() => undefined);
  return status?.size ?? 0;
}
