import type { RequestHandler } from 'express';

/**
 * Takes the path under which a proxy serves the orchestrator off each request, so that it makes no
 * difference whether the proxy has done so. The page needs the slash at the end: it names all else
 * relative to itself.
 *
 * @param basePath beginning with a slash and not ending with one, or empty for none
 */
export function takeOffBasePath(basePath: string): RequestHandler {
  return (request, response, next) => {
    // For what an answer names: its Location.
    response.locals['basePath'] = basePath;
    const { url } = request;
    const rest = basePath !== '' && url.startsWith(basePath) ? url.slice(basePath.length) : null;
    if (rest === '' || rest?.startsWith('?')) {
      response.redirect(308, `${basePath}/${rest}`);
      return;
    }
    if (rest?.startsWith('/')) request.url = rest;
    next();
  };
}
