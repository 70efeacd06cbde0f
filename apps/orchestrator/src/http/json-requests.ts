import { AppError } from '@crossfold/contracts';
import express, { type Request, type RequestHandler } from 'express';
import { isSafeMethod } from '../guard/safe-method.js';
import { assertShallowJson } from './json-depth.js';
import { bodyLimitsMiB } from './limits.js';

const predictionsPath = /^\/api\/v1\/predictions\/?$/;
const foldPlanPath = /^\/api\/v1\/datasets\/[^/]+\/fold-plans\/?$/;

/** What the body of a request to a path may come to, in MiB. */
export function bodyLimitMiB(path: string): number {
  if (predictionsPath.test(path)) return bodyLimitsMiB.predictions;
  return foldPlanPath.test(path) ? bodyLimitsMiB.foldPlan : bodyLimitsMiB.other;
}

/**
 * Refuses an unsafe request that a form or a script of another page could send without being asked
 * (a "simple" request of the Fetch standard): a body must be JSON, and a request without one must
 * say so, too, or bear a header that a simple request cannot have.
 *
 * @throws AppError MEDIA_TYPE_REFUSED
 */
export function requireJson(): RequestHandler {
  return (request, _response, next) => {
    if (isSafeMethod(request.method) || isJson(request) || isMarked(request)) {
      next();
      return;
    }
    const { 'content-type': type } = request.headers;
    const got = type === undefined ? 'nothing' : `"${type.slice(0, 200)}"`;
    throw new AppError(
      'MEDIA_TYPE_REFUSED',
      `expected application/json for Content-Type of ${request.method}, got ${got}`,
    );
  };
}

/** Conditions on an unsafe request are refused, as nothing here has a validator that is strong. */
export function refuseConditions(): RequestHandler {
  return ({ method, headers }, _response, next) => {
    const given = conditions.find((name) => headers[name] !== undefined);
    if (given !== undefined && !isSafeMethod(method)) {
      throw new AppError('PRECONDITION_REFUSED', `expected no ${given} for ${method}, got one`);
    }
    next();
  };
}

const conditions = ['if-match', 'if-unmodified-since'] as const;

/** Reads JSON up to the limit of a path and to a depth. */
export function readJsonBodies(): RequestHandler {
  const readers = new Map<number, RequestHandler>(
    Object.values(bodyLimitsMiB).map((limit) => [
      limit,
      express.json({
        limit: `${limit}mb`,
        verify: (_request, _response, bytes) => {
          assertShallowJson(bytes);
        },
      }),
    ]),
  );
  return (request, response, next) => {
    void readers.get(bodyLimitMiB(request.path))?.(request, response, next);
  };
}

function isJson({ headers }: Request): boolean {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => /^charset=/.test(text));
  return type.trim() === 'application/json' && /^(charset="?utf-?8"?)?$/.test(charset ?? '');
}

function isMarked({ headers }: Request): boolean {
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return !hasBody && (headers.authorization ?? headers['x-requested-with']) !== undefined;
}
