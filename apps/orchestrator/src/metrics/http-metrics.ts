import type { Request, RequestHandler } from 'express';
import { buckets } from '@crossfold/logging/metrics';
import { Histogram, type Registry } from 'prom-client';

/** How long requests take, by the template of their route: paths of files and unknown ones are one. */
export function measureRequests(registry: Registry): RequestHandler {
  const durations = new Histogram({
    name: 'crossfold_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer, by method, route and status; streams of events are left out',
    labelNames: ['method', 'route', 'status'],
    buckets: [...buckets.operation],
    registers: [registry],
  });
  return (request, response, next) => {
    const startedMs = performance.now();
    response.once('close', () => {
      const route = routeOf(request);
      if (route.endsWith('/events')) return;
      // Nobody has seen the status of an answer that was broken off.
      const status = response.writableFinished ? String(response.statusCode) : 'aborted';
      const method = methods.includes(request.method) ? request.method : 'other';
      durations.observe({ method, route, status }, (performance.now() - startedMs) / 1000);
    });
    next();
  };
}

/** Others are refused; their names are the client's to choose. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

function routeOf(request: Request): string {
  const { route } = request as { route?: { path?: unknown } };
  return typeof route?.path === 'string' ? route.path : 'other';
}
