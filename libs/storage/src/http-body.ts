import { isSafeAddress, AppError, findTlsFault, toAppError } from '@crossfold/contracts';

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
 * @throws AppError WEIGHTS_INVALID where the server has no such file or leads away from https;
 *   STORE_REFUSED where its certificate is not trusted; STORE_UNAVAILABLE where the connection fails
 *   or the file ends early
 */
export async function* openHttpBody(address: string): AsyncGenerator<HttpChunk> {
  const silence = new AbortController();
  const timer = setTimeout(() => {
    silence.abort(new Error(`no bytes for ${silenceMs / 1000} s`));
  }, silenceMs);
  let done = 0;
  try {
    const response = await request(address, silence.signal);
    const length = response.headers.get('content-length');
    const totalBytes = length === null ? null : Number(length);
    for await (const chunk of response.body ?? []) {
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

async function request(address: string, signal: AbortSignal): Promise<Response> {
  for (let failures = 0; ;) {
    try {
      return await follow(address, address, signal, maxRedirects);
    } catch (error) {
      failures += 1;
      const isFinal = error instanceof AppError || signal.aborted || findTlsFault(error) !== null;
      if (isFinal || failures === attempts) throw error;
    }
  }
}

async function follow(
  address: string,
  url: string,
  signal: AbortSignal,
  redirects: number,
): Promise<Response> {
  if (!isSafeAddress(url)) throw refused(address, `a redirect to ${url}`);
  const response = await fetch(url, {
    ...{ signal, redirect: 'manual' },
    headers: { 'accept-encoding': 'identity' },
  });
  if (response.status === 200) return response;
  await response.body?.cancel();
  const location = response.headers.get('location');
  if (response.status >= 300 && response.status < 400 && location !== null) {
    if (redirects === 0) throw refused(address, `more than ${maxRedirects} redirects`);
    return follow(address, new URL(location, url).href, signal, redirects - 1);
  }
  if (response.status >= 500) throw new Error(`HTTP ${response.status}`);
  throw refused(address, `HTTP ${response.status}`);
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

/** `fetch` wraps what went wrong in an error that says only that it failed. */
function innermost(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}
