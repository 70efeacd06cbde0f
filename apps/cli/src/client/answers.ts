import {
  AppError,
  errorKinds,
  parseWith,
  problemDocumentSchema,
  type ErrorCode,
} from '@crossfold/contracts';
import type { z } from 'zod';

/* What comes back from an orchestrator, or from something else at its address. */

/**
 * @param remedy for a server that the user did not name
 * @throws AppError SERVER_UNAVAILABLE with the reason
 */
export async function reach(
  url: string,
  call: () => Promise<Response>,
  remedy?: string,
): Promise<Response> {
  try {
    return await call();
  } catch (cause) {
    throw unreachable(url, cause, remedy);
  }
}

function unreachable(url: string, cause: unknown, remedy?: string): AppError {
  const { code, message } = innermost(cause);
  const got = code ?? message;
  return new AppError('SERVER_UNAVAILABLE', `expected an orchestrator at ${url}, got ${got}`, {
    cause,
    ...(remedy !== undefined && { remedy }),
  });
}

/** `fetch` says only "fetch failed"; the reason is the cause. */
function innermost(error: unknown): { readonly code?: string; readonly message: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  return error.cause === undefined ? error : innermost(error.cause);
}

/** An answer that is no problem document comes from something else than an orchestrator. */
export async function refusal(response: Response, url: string): Promise<AppError> {
  const text = await response.text();
  const parsed = problemDocumentSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const got = `${response.status} ${text.slice(0, 200)}`.trim();
    return new AppError('SERVER_UNAVAILABLE', `expected an orchestrator at ${url}, got ${got}`);
  }
  const { title, type, detail, problems, remedy } = parsed.data;
  const code = [title, type.split(/[/#:]/).at(-1)].find(isErrorCode) ?? codeOf(response.status);
  const own = code === 'UNAUTHORISED' ? tokenRemedy(url) : remedy;
  return new AppError(code, detail, { problems, remedy: own });
}

/** What the server says is for whoever writes HTTP requests. */
function tokenRemedy(url: string): string {
  return `Set CROSSFOLD_API_TOKEN to the token of the orchestrator at ${url}.`;
}

function isErrorCode(word: string | undefined): word is ErrorCode {
  return word !== undefined && Object.hasOwn(errorKinds, word);
}

function codeOf(status: number): ErrorCode {
  return status >= 500 ? 'SERVER_UNAVAILABLE' : 'REQUEST_INVALID';
}

export async function readJson(response: Response, url: string): Promise<unknown> {
  const value = parseJson(await response.text());
  if (value !== undefined) return value;
  throw new AppError('SERVER_UNAVAILABLE', `expected JSON from ${url}, got something else`);
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
