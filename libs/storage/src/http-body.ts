import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { PassThrough } from 'node:stream';
import {
  isSafeAddress,
  AppError,
  findTlsFault,
  toAppError,
  visibleText,
} from '@crossfold/contracts';
import { createAddressGuard, type AddressGuard } from './address-guard.js';

export interface HttpChunk {
  readonly chunk: Uint8Array;
  /** Null where the server does not tell it. */
  readonly totalBytes: number | null;
}

const silenceMs = 60_000;
const maxRedirects = 5;
const attempts = 3;

/**
 * The bytes of a file on a web server. A connection that fails before the first byte is tried again.
 *
 * @param allowedHosts names and networks that may be asked although they are not public
 * @throws AppError WEIGHTS_INVALID where the server has no such file, leads away from https, or is
 *   one that must not be asked;
 *   STORE_REFUSED where its certificate is not trusted; STORE_UNAVAILABLE where the connection fails
 *   or the file ends early
 */
export async function* openHttpBody(
  address: string,
  allowedHosts: readonly string[],
): AsyncGenerator<HttpChunk> {
  const silence = new AbortController();
  const timer = setTimeout(() => {
    silence.abort(new Error(`no bytes for ${silenceMs / 1000} s`));
  }, silenceMs);
  let done = 0;
  try {
    const guard = createAddressGuard(allowedHosts);
    const response = await request({ address, guard, signal: silence.signal });
    const length = response.headers['content-length'];
    const totalBytes = length === undefined ? null : Number(length);
    for await (const chunk of wholeBody(response)) {
      timer.refresh();
      done += chunk.byteLength;
      yield { chunk, totalBytes };
    }
    if (totalBytes !== null && done !== totalBytes) throw new Error(`the end, not ${totalBytes}`);
  } catch (cause) {
    throw asUnavailable(cause, address, done);
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

/** Of what has come and is not yet taken. */
const keptBytes = 2 ** 20;

/** The bytes of a response up to where it breaks off: alone, it drops what was not read by then. */
async function* wholeBody(response: IncomingMessage): AsyncGenerator<Buffer> {
  const body = response.pipe(new PassThrough({ highWaterMark: keptBytes }));
  const broken: Error[] = [];
  response.once('error', (error) => {
    broken.push(error);
    body.end();
  });
  yield* body as AsyncIterable<Buffer>;
  if (broken[0]) throw broken[0];
}

interface Asking {
  readonly address: string;
  readonly guard: AddressGuard;
  readonly signal: AbortSignal;
}

async function request(asking: Asking): Promise<IncomingMessage> {
  for (let failures = 0; ;) {
    try {
      return await follow(asking, asking.address, maxRedirects);
    } catch (error) {
      failures += 1;
      const isFinal =
        error instanceof AppError || asking.signal.aborted || findTlsFault(error) !== null;
      if (isFinal || failures === attempts) throw error;
    }
  }
}

async function follow(asking: Asking, url: string, redirects: number): Promise<IncomingMessage> {
  const { address } = asking;
  if (!isSafeAddress(url)) throw refused(address, `a redirect to ${visibleText(url)}`);
  asking.guard.assertHost(new URL(url).hostname);
  const response = await ask(url, asking);
  const { statusCode: status = 0, headers } = response;
  if (status === 200) return response;
  response.destroy();
  if (status >= 300 && status < 400 && headers.location !== undefined) {
    if (redirects === 0) throw refused(address, `more than ${maxRedirects} redirects`);
    if (!URL.canParse(headers.location, url)) throw refused(address, 'a redirect to no address');
    return follow(asking, new URL(headers.location, url).href, redirects - 1);
  }
  if (status >= 500) throw new Error(`HTTP ${status}`);
  throw refused(address, `HTTP ${status}`);
}

/** A connection of its own: the global agent could have one that was made without the guard. */
function ask(url: string, { guard, signal }: Asking): Promise<IncomingMessage> {
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    send(url, {
      lookup: guard.lookup,
      agent: false,
      signal,
      headers: { 'accept-encoding': 'identity' },
    })
      .on('response', resolve)
      .on('error', reject)
      .end();
  });
}

function refused(address: string, got: string): AppError {
  return new AppError('WEIGHTS_INVALID', `expected a file at ${address}, got ${got}`, {
    remedy: 'Correct model.weights.address, or fetch the file and name its path.',
  });
}

function asUnavailable(error: unknown, address: string, done: number): AppError {
  if (error instanceof AppError) return error;
  const cause = innermost(error);
  const { message } = toAppError(cause);
  const fault = findTlsFault(error);
  if (fault) {
    // Another try would end alike: unlike an outage, this waits for somebody to mend it.
    const text = `expected ${fault.expected} at ${address}, got: ${message}`;
    const remedy = `${fault.remedy} Or fetch the file and name its path.`;
    return new AppError('STORE_REFUSED', text, { cause: error, remedy });
  }
  const text = `expected a whole file from ${address}, got ${done} bytes and then: ${message}`;
  return new AppError('STORE_UNAVAILABLE', text, {
    cause: error,
    remedy: 'Check that this machine reaches the address; or fetch the file and name its path.',
  });
}

/** An aborted request says no more than that; why, its cause says. */
function innermost(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}
