import type { Response } from 'express';

/** Names what was made, by its path in the API. */
export function setLocation(response: Response, path: string): void {
  const { basePath = '' } = response.locals as { basePath?: string };
  response.location(`${basePath}/api/v1/${path}`);
}
