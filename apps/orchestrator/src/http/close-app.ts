import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';

const idleCheckMs = 50;

/** Takes no more connections, answers the requests under way, and cuts off what is late. */
export async function closeApp(app: INestApplication, graceMs: number): Promise<void> {
  const server = app.getHttpServer() as Server;
  // A connection that is kept alive turns idle when its last request has been answered.
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, idleCheckMs);
  const late = setTimeout(() => {
    server.closeAllConnections();
  }, graceMs);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(late);
  }
}
