import { CrossfoldError } from '@crossfold/client';
import { AppError, errorKinds, parseWith, readBounded, type ErrorCode } from '@crossfold/contracts';
import type { z } from 'zod';

/* What comes back from an orchestrator, or from something else at its address. */

/**
 * What the client of the API has thrown, as the command line tells it.
 *
 * @param unreachable remedy where nothing answers, for a server that the user did not name
 */
export function errorOfClient(thrown: unknown, url: string, unreachable?: string): unknown {
  if (!(thrown instanceof CrossfoldError)) return thrown;
  const { message, problems, cause, status } = thrown;
  if (thrown.code === 'SERVER_UNAVAILABLE' && status === null) {
    const isSilent = cause !== undefined;
    const remedy = isSilent && unreachable !== undefined ? { remedy: unreachable } : {};
    return new AppError('SERVER_UNAVAILABLE', message, { cause, ...remedy });
  }
  const code = isErrorCode(thrown.code) ? thrown.code : codeOf(status ?? 0);
  const remedy = code === 'UNAUTHORISED' ? tokenRemedy(url) : thrown.remedy;
  return new AppError(code, message, { problems, remedy });
}

/** What the server says is for whoever writes HTTP requests. */
function tokenRemedy(url: string): string {
  return `Set CROSSFOLD_API_TOKEN to the token of the orchestrator at ${url}.`;
}

function isErrorCode(word: string): word is ErrorCode {
  return Object.hasOwn(errorKinds, word);
}

function codeOf(status: number): ErrorCode {
  return status >= 500 ? 'SERVER_UNAVAILABLE' : 'REQUEST_INVALID';
}

export async function readJson(response: Response, url: string): Promise<unknown> {
  const value = parseJson(await readText(response, url));
  if (value !== undefined) return value;
  throw new AppError('SERVER_UNAVAILABLE', `expected JSON from ${url}, got something else`);
}

/** Whatever else is at the address may never end. */
const maxBytes = { picture: 16 * 2 ** 20, text: 256 * 2 ** 20 } as const;

/** @throws AppError SERVER_UNAVAILABLE where it is longer than any report of ours */
export async function readText(response: Response, url: string): Promise<string> {
  return (await readBody(response, url, 'text')).toString('utf8');
}

/** @throws AppError SERVER_UNAVAILABLE where it is larger than any picture of ours */
export function readPicture(response: Response, url: string): Promise<Uint8Array> {
  return readBody(response, url, 'picture');
}

async function readBody(
  { body }: Response,
  url: string,
  kind: keyof typeof maxBytes,
): Promise<Buffer> {
  if (!body) return Buffer.alloc(0);
  const { bytes, isWhole } = await readBounded(body, maxBytes[kind]);
  if (isWhole) return bytes;
  const expected = `expected a ${kind} of at most ${maxBytes[kind]} bytes from ${url}`;
  throw new AppError('SERVER_UNAVAILABLE', `${expected}, got more`);
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Only a server of another version answers in other shapes. */
export function parseAnswer<S extends z.ZodType>(
  schema: S,
  value: unknown,
  what: string,
): z.output<S> {
  try {
    return parseWith(schema, value, 'INTERNAL', `the answer to ${what}`);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, problems } = error;
    const remedy = 'Restart the orchestrator, so that it and the command line are of one version.';
    throw new AppError(code, message, { problems, remedy });
  }
}

/** Errors of the connection, not of what was asked for. */
export function isInterruption(error: unknown): boolean {
  return !(error instanceof AppError) || error.kind.retryable;
}
