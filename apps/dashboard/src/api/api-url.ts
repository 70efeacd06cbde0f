/** Relative to the page, so that a proxy may serve it under a prefix. */
const base = new URL('api/v1/', document.baseURI);

/** @param path under `/api/v1/`, its parts encoded */
export function apiUrl(path: string): string {
  return new URL(path, base).href;
}
