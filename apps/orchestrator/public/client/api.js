/** @import { ProblemDocument } from '@crossfold/contracts' */

/** An answer of the API that is no success, or no answer at all (status 0). */
export class ApiProblem extends Error {
  /**
   * @param {number} status of HTTP; 0 when the server could not be reached
   * @param {string} title
   * @param {string} detail
   * @param {string} remedy
   */
  constructor(status, title, detail, remedy) {
    super(detail);
    this.name = 'ApiProblem';
    this.status = status;
    this.title = title;
    this.remedy = remedy;
  }
}

const tokenKey = 'crossfold-api-token';
/** Relative to the page, so that a proxy may serve it under a prefix. */
const base = new URL('api/v1/', document.baseURI);

/** The token of this tab: gone when the tab is closed, and never sent anywhere but to the API. */
export const tokenStore = {
  read: () => sessionStorage.getItem(tokenKey),
  /** @param {string} token */
  save: (token) => sessionStorage.setItem(tokenKey, token),
};

/** @param {string} path under `/api/v1/` */
export function apiUrl(path) {
  return new URL(path, base).href;
}

/**
 * @param {string} path under `/api/v1/`, its parts encoded
 * @param {{ method?: string, headers?: Record<string, string>, body?: string, signal?: AbortSignal }} [options]
 * @returns {Promise<Response>} a success
 * @throws {ApiProblem}
 */
export async function request(path, { method = 'GET', headers = {}, body, signal } = {}) {
  const token = tokenStore.read();
  const authorization = token ? { authorization: `Bearer ${token}` } : {};
  const response = await fetch(apiUrl(path), {
    method,
    headers: { ...headers, ...authorization },
    cache: 'no-store',
    ...(body !== undefined && { body }),
    ...(signal && { signal }),
  }).catch((error) => {
    if (signal?.aborted) throw error;
    throw unreachable();
  });
  if (response.ok) return response;
  throw await readProblem(response);
}

/**
 * @param {string} path under `/api/v1/`
 * @param {AbortSignal} signal
 * @throws {ApiProblem}
 */
export async function post(path, signal) {
  const headers = { 'content-type': 'application/json' };
  await request(path, { method: 'POST', headers, body: '{}', signal });
}

/**
 * @template T
 * @param {string} path
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 * @throws {ApiProblem}
 */
export async function requestJson(path, signal) {
  return readJson(await request(path, { signal }), signal);
}

/**
 * @template T
 * @param {Response} response
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 * @throws {ApiProblem} when the connection breaks before the end
 */
export async function readJson(response, signal) {
  return response.json().catch((error) => {
    throw signal.aborted ? error : unreachable();
  });
}

export function unreachable() {
  return new ApiProblem(0, 'UNREACHABLE', 'The orchestrator does not answer.', 'Is it running?');
}

/**
 * All items of a list, page by page.
 *
 * @template T
 * @param {string} path
 * @param {string} key of the items in a page
 * @param {AbortSignal} signal
 * @returns {Promise<T[]>}
 */
export async function requestAll(path, key, signal) {
  /** @type {T[]} */
  const items = [];
  for (let after = ''; ;) {
    /** @type {Record<string, any>} */
    const page = await requestJson(`${path}?limit=1000${after}`, signal);
    items.push(...page[key]);
    if (page['next'] === null) return items;
    after = `&after=${encodeURIComponent(page['next'])}`;
  }
}

/**
 * @param {Response} response
 * @returns {Promise<ApiProblem>}
 */
async function readProblem(response) {
  /** @type {Partial<ProblemDocument>} */
  const problem = await response.json().catch(() => ({}));
  return new ApiProblem(
    response.status,
    problem.title ?? `HTTP ${response.status}`,
    problem.detail ?? 'The answer is no problem document.',
    problem.remedy ?? '',
  );
}
