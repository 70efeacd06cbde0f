import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { type RequestHandler, type Response } from 'express';

/** By the ending that the build gives to the compressed form of a file; the smaller one first. */
const encodings = { br: '.br', gzip: '.gz' } as const;

/** Where the build puts what has the hash of its content in its name. */
const hashedFolder = '/assets/';
const yearSeconds = 31_536_000;

/**
 * Serves what a build has left, compressed as the build did where the client takes that. What has a
 * hash in its name never changes and is kept for a year; all else is asked for each time, and gives
 * 304.
 *
 * @param folder with a stamp `.complete` and `.br` and `.gz` beside the files
 */
export function serveBuiltFiles(folder: string): RequestHandler {
  const compressed = new Set(listFiles(folder).filter((name) => /\.(br|gz)$/.test(name)));
  const serve = express.static(folder, { cacheControl: false, setHeaders });

  function setHeaders(response: Response, path: string): void {
    const isHashed = path.startsWith(join(folder, hashedFolder));
    const keep = `public, max-age=${yearSeconds}, immutable`;
    response.setHeader('Cache-Control', isHashed ? keep : 'no-cache');
  }

  return (request, response, next) => {
    const [path = '/', query] = request.url.split('?', 2);
    const name = path === '/' ? '/index.html' : path;
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const hasForms = isRead && compressed.has(name.slice(1) + encodings.gzip);
    // In the same address lie several forms: a cache must tell them apart.
    if (hasForms) response.vary('Accept-Encoding');
    const encoding = (Object.keys(encodings) as (keyof typeof encodings)[]).find(
      (one) => hasForms && request.acceptsEncodings(one) !== false,
    );
    if (encoding) {
      request.url = name + encodings[encoding] + (query === undefined ? '' : `?${query}`);
      response.setHeader('Content-Encoding', encoding);
      response.type(extname(name));
    }
    serve(request, response, next);
  };
}

/** Paths in the folder, none where there is no build. */
function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}
