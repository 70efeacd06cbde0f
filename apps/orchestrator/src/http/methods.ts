import { AppError } from '@crossfold/contracts';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { RequestHandler } from 'express';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const documentedMethods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'trace'] as const;

/**
 * Answers 405 for a method that a path of the API does not have, and OPTIONS with those that it
 * has. No answer grants another origin anything: there is no CORS here.
 */
export function refuseOtherMethods({ paths }: Pick<OpenAPIObject, 'paths'>): RequestHandler {
  const routes = Object.entries(paths).map(([path, item]) => {
    const methods = documentedMethods.filter((method) => method in item);
    const parameters = path.split('{').length;
    return { matches: pathPattern(path), parameters, allowed: allowedMethods(methods) };
  });
  // Of paths that match, OpenAPI takes the one that is named and not described by a parameter.
  routes.sort((a, b) => a.parameters - b.parameters);
  return ({ method, path }, response, next) => {
    const allowed = routes.find(({ matches }) => matches.test(path))?.allowed ?? [];
    if (allowed.length === 0 || (allowed.includes(method) && method !== 'OPTIONS')) {
      next();
      return;
    }
    response.set('Allow', allowed.join(', '));
    if (method === 'OPTIONS') {
      response.status(204).end();
      return;
    }
    throw new AppError(
      'METHOD_REFUSED',
      `expected ${allowed.join(' or ')} for ${path.slice(0, 200)}, got ${method}`,
    );
  };
}

/** Which operation of the API a request is for; undefined for none, and for what is no request to it. */
export function findOperation({
  paths,
}: Pick<OpenAPIObject, 'paths'>): (method: string, path: string) => Operation | undefined {
  const routes = Object.entries(paths).map(([path, item]) => {
    return { matches: pathPattern(path), parameters: path.split('{').length, item };
  });
  routes.sort((a, b) => a.parameters - b.parameters);
  return (method, path) => {
    const item = routes.find(({ matches }) => matches.test(path))?.item;
    const name = method === 'HEAD' ? 'get' : method.toLowerCase();
    return documentedMethods.includes(name as 'get') ? item?.[name as 'get'] : undefined;
  };
}

function allowedMethods(methods: readonly string[]): string[] {
  const names = methods.map((method) => method.toUpperCase());
  return [...names, ...(names.includes('GET') ? ['HEAD'] : []), 'OPTIONS'];
}

function pathPattern(path: string): RegExp {
  const literal = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replace(/\{\w+\}/g, '[^/]+')}/?$`, 'i');
}
