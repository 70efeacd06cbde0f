import { apiUrl } from './api-url.js';
import { browserSession } from './session.js';

/**
 * A request of the API as a command of a shell. The token stays in the environment.
 *
 * @param path under `/api/v1/`, its parts encoded
 */
export function curlText(path: string): string {
  const token = browserSession.isOpen ? ' -H "Authorization: Bearer $CROSSFOLD_API_TOKEN"' : '';
  return `curl -fsS${token} '${apiUrl(path).replaceAll("'", '%27')}'`;
}
