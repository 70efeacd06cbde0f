import type { ProblemDocument } from '@crossfold/contracts';
import { ApiProblem } from './api-problem.js';
import { apiUrl } from './api-url.js';
import { browserSession } from './session.js';

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
}

export function studyPath(studyId: string): string {
  return `studies/${encodeURIComponent(studyId)}`;
}

export function trialPath(studyId: string, trialId: string): string {
  return `${studyPath(studyId)}/trials/${encodeURIComponent(trialId)}`;
}

/**
 * @param path under `/api/v1/`, its parts encoded
 * @returns a success
 * @throws ApiProblem
 */
export async function request(
  path: string,
  { method = 'GET', headers = {}, body, signal }: RequestOptions = {},
): Promise<Response> {
  // A safe request changes nothing, and needs no proof that this page sends it.
  const csrfToken = method === 'GET' ? null : ((await browserSession.read())?.csrfToken ?? null);
  const response = await fetch(apiUrl(path), {
    method,
    headers: csrfToken === null ? headers : { ...headers, 'x-csrf-token': csrfToken },
    cache: 'no-store',
    ...(body !== undefined && { body }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw unreachable();
  });
  if (response.ok) return response;
  throw await readProblem(response);
}

/** @throws ApiProblem */
export async function requestJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return readJson<T>(await request(path, { signal }), signal);
}

/** @throws ApiProblem */
export async function post(path: string, document: unknown = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return request(path, { method: 'POST', headers, body: JSON.stringify(document) });
}

/** @throws ApiProblem */
export async function patch<T>(path: string, document: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(document);
  return readJson<T>(await request(path, { method: 'PATCH', headers, body }));
}

/** @throws ApiProblem when the connection breaks before the end */
export async function readJson<T>(response: Response, signal?: AbortSignal): Promise<T> {
  return response.json().catch((error: unknown) => {
    throw signal?.aborted ? error : unreachable();
  }) as Promise<T>;
}

/**
 * All items of a list that comes in pages.
 *
 * @param path may have a query of its own
 * @param key of the items in a page
 * @throws ApiProblem
 */
export async function requestAll<T>(
  path: string,
  key: string,
  signal?: AbortSignal,
): Promise<readonly T[]> {
  const items: T[] = [];
  for (let after = ''; ;) {
    const query = `${path.includes('?') ? '&' : '?'}limit=1000${after}`;
    const page = await requestJson<Record<string, unknown>>(`${path}${query}`, signal);
    items.push(...(page[key] as T[]));
    const next = page['next'];
    if (typeof next !== 'string') return items;
    after = `&after=${encodeURIComponent(next)}`;
  }
}

/**
 * The rows of a table of a study, one document a line.
 *
 * @throws ApiProblem
 */
export async function requestRows<T>(path: string, signal?: AbortSignal): Promise<readonly T[]> {
  const response = await request(path, { signal });
  const text = await response.text().catch(() => {
    throw unreachable();
  });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

export function unreachable(): ApiProblem {
  return new ApiProblem(
    0,
    'The orchestrator does not answer',
    'The connection to the orchestrator broke or could not be made.',
    'See whether it runs (npx crossfold up) and whether the network reaches it; the page tries again by itself.',
  );
}

async function readProblem(response: Response): Promise<ApiProblem> {
  const problem = (await response.json().catch(() => ({}))) as Partial<ProblemDocument>;
  return new ApiProblem(
    response.status,
    problem.title ?? `HTTP ${response.status}`,
    problem.detail ?? 'The answer is no problem document.',
    problem.remedy ?? '',
    problem.problems ?? [],
  );
}
