import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { gatewayPath, type AuditLog } from '@crossfold/storage';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import type { Request, RequestHandler, Response } from 'express';
import { actAsPrincipal } from './guard/acting-principal.js';
import { createAuditTrail } from './guard/audit-trail.js';
import { AuditInterceptor } from './guard/audit.interceptor.js';
import type { Identify } from './guard/identify.js';
import { PermissionGuard } from './guard/permission.guard.js';
import { AppModule } from './app.module.js';
import { takeOffBasePath } from './http/base-path.js';
import { readJsonBodies, refuseConditions, requireJson } from './http/json-requests.js';
import { LimitedAdapter } from './http/limited-adapter.js';
import { findOperation, refuseOtherMethods } from './http/methods.js';
import { describeApi, needOfOperation } from './http/open-api.js';
import { serveBuiltFiles } from './http/built-files.js';
import { apiPageFolder, dashboardFolder } from './http/page-files.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RateLimitGuard } from './http/rate-limits.js';
import { refuseForeignRequests } from './http/request-origin.js';
import { securityHeaders } from './http/security-headers.js';
import { requireToken } from './http/token-check.js';
import { nameRequests } from './http/request-id.js';
import type { OrchestratorConfig } from './process/config.js';
import { frameworkLog } from './process/framework-log.js';

const swaggerFolder = dirname(
  createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'),
);
/** Names stay the same between versions, so a browser asks each time, and gets 304. */
const cached = { cacheControl: false, setHeaders: askEachTime };

/** Proxies on this machine or in a private network; who comes from elsewhere is who connects. */
const trustedProxies = ['loopback', 'linklocal', 'uniquelocal'];

/** Who sends a request, and where it is noted what they did. */
export interface AccessParts {
  readonly identify: Identify;
  readonly auditLog: AuditLog;
}

/**
 * The HTTP side: what each request passes, in this order, and the routes of the API.
 *
 * @param parts what the tokens of `tokens.ts` stand for
 * @param observer sees each request first
 * @param gateway of the store, for workers
 */
export async function createApp(
  config: OrchestratorConfig,
  { identify, auditLog }: AccessParts,
  parts: Parameters<typeof AppModule.with>[1],
  observer: RequestHandler = passOn,
  gateway: RequestHandler | null = null,
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.with(config, parts),
    new LimitedAdapter(),
    { logger: frameworkLog, bodyParser: false },
  );
  app.useGlobalFilters(new ProblemFilter());
  app.disable('x-powered-by');
  app.set('trust proxy', trustedProxies);
  const description = describeApi(app, config);
  app.use(nameRequests());
  app.use(observer);
  const operationOf = findOperation(description);
  const trail = createAuditTrail(auditLog, operationOf);
  // First, so that what is refused for want of a permission is limited, too: each is recorded.
  app.useGlobalGuards(app.get(RateLimitGuard), new PermissionGuard(trail));
  app.useGlobalInterceptors(new AuditInterceptor(trail));
  app.use(securityHeaders());
  app.use(refuseForeignRequests(config));
  app.use(takeOffBasePath(config.basePath));
  // It takes bodies of any kind and size, and knows its own tokens.
  if (gateway) app.use(gatewayPath, gateway);
  app.use(refuseOtherMethods(description));
  app.use(
    requireToken({
      identify,
      isOpen: ({ method, path }) => {
        const operation = operationOf(method, path);
        return operation !== undefined && needOfOperation(operation, path) === 'nothing';
      },
      onRefused: (request, refusal) => void trail.recordRefusal(request, null, refusal),
    }),
  );
  app.use(requireJson());
  app.use(refuseConditions());
  // Streams of events say no-transform, which this respects.
  app.use(compression());
  app.use(readJsonBodies());
  app.use(actAsPrincipal());
  app.use(serveBuiltFiles(dashboardFolder));
  app.useStaticAssets(apiPageFolder, { ...cached, prefix: '/api' });
  app.useStaticAssets(swaggerFolder, { ...cached, prefix: '/api', index: false });
  app.use('/api/openapi.json', (_: Request, response: Response) => response.json(description));
  app.use('/favicon.ico', (_: Request, response: Response) => response.status(204).end());
  return app;
}

function passOn(...[, , next]: Parameters<RequestHandler>): void {
  next();
}

function askEachTime(response: unknown): void {
  (response as Response).setHeader('Cache-Control', 'no-cache');
}
