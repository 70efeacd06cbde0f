import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError, toAppError } from '@crossfold/contracts';

/** Whoever is slower than this with a request is no Prometheus. */
const requestMs = 5_000;
const maxConnections = 16;

/** Tells figures at `/metrics`. @throws AppError CONFIG_INVALID when the address cannot be had */
export async function serveMetrics(
  { host, port }: { readonly host: string; readonly port: number },
  text: () => Promise<string>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(
    { requestTimeout: requestMs, headersTimeout: requestMs },
    ({ method, url }, response) => {
      const status = url?.split('?')[0] !== '/metrics' ? 404 : method === 'GET' ? 200 : 405;
      if (status !== 200) {
        response.writeHead(status, { Allow: 'GET' }).end();
        return;
      }
      text().then(
        (figures) => {
          response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4' }).end(figures);
        },
        () => {
          response.writeHead(500).end();
        },
      );
    },
  );
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const got = toAppError(cause).message;
      const expected = `expected to tell metrics at ${host}:${port}, got ${got}`;
      const remedy = 'Choose another CROSSFOLD_METRICS_PORT (0 takes any free one), or none.';
      reject(new AppError('CONFIG_INVALID', expected, { remedy, cause }));
    });
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
