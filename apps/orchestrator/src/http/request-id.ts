import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler, Response } from 'express';
import { log } from '../process/log.js';

const idForm = /^[A-Za-z0-9._-]{1,128}$/;
/** W3C Trace Context, version 00: the second part names the trace. */
const traceparentForm = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;

/**
 * Gives each request an id, which the answer has as `X-Request-Id` and lines of the log as
 * `requestId`. At the level debug a line tells of each request.
 */
export function nameRequests(): RequestHandler {
  return ({ headers, method, path }, response, next) => {
    const requestId = requestIdFrom(headers);
    response.locals['requestId'] = requestId;
    response.setHeader('X-Request-Id', requestId);
    if (log.isLevelEnabled('debug')) {
      const startedMs = performance.now();
      response.once('close', () => {
        const ms = Math.round(performance.now() - startedMs);
        log.debug({ requestId, method, path, status: response.statusCode, ms }, 'request');
      });
    }
    next();
  };
}

/** The id that the client has given, in a form that every log can hold; else its trace's, or a new one. */
export function requestIdFrom(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  if (typeof given === 'string' && idForm.test(given)) return given;
  const { traceparent } = headers;
  const trace = typeof traceparent === 'string' ? traceparentForm.exec(traceparent) : null;
  return trace?.[1] ?? randomUUID();
}

export function requestIdOf({ locals }: Response): string {
  return String(locals['requestId']);
}
