import { createServer, type Server } from 'node:http';
import { createRepeatFilter } from '@crossfold/logging';
import { ExpressAdapter } from '@nestjs/platform-express';
import { log } from '../process/log.js';
import { answerMalformed } from './malformed-requests.js';
import { connectionLimits } from './limits.js';

/**
 * Express on a server with limits of its own. Those of Node are wide: a minute for a head, five for a
 * request, any number of connections, and no end for a client that does not read.
 */
export class LimitedAdapter extends ExpressAdapter {
  override initHttpServer(): void {
    this.httpServer = createLimitedServer(this.getInstance());
  }
}

/** @param limits other ones than the usual, for tests */
export function createLimitedServer(
  listener: Parameters<typeof createServer>[1],
  limits: Readonly<Record<keyof typeof connectionLimits, number>> = connectionLimits,
): Server {
  const server = createServer(
    {
      headersTimeout: limits.headMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keptAliveMs,
      connectionsCheckingInterval: limits.checkMs,
      maxHeaderSize: limits.headBytes,
    },
    listener,
  );
  server.maxHeadersCount = limits.headers;
  server.maxConnections = limits.connections;
  server.timeout = limits.silenceMs;
  server.on('clientError', answerMalformed);
  const repeats = createRepeatFilter();
  server.on('drop', () => {
    const admitted = repeats.admit('drop');
    if (!admitted) return;
    log.warn(admitted, `refused a connection beyond ${limits.connections} that are open`);
  });
  return server;
}
