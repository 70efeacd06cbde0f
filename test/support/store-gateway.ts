import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '@crossfold/contracts';
import {
  gatewayPath,
  openObjectStore,
  openStoreSigner,
  serveStore,
  type GatewaySettings,
  type StoreRights,
  type StoreSettings,
} from '@crossfold/storage';

export const gatewayToken = 'token-of-a-worker-in-tests';

/** Whoever has the token may do all, so that only the driver is tested. */
const allRights: StoreRights = {
  name: 'anybody',
  assertRead: () => undefined,
  assertList: () => undefined,
  assertDelete: () => Promise.resolve(),
  planWrite: () => Promise.resolve({ maxBytes: 2 ** 30, assertRecord: null }),
};

export interface StoreGateway {
  readonly settings: GatewaySettings;
  /** Errors that are defects, which no test expects. */
  readonly defects: readonly AppError[];
  stop(): Promise<void>;
}

/** Serves a store as an orchestrator does, by these rights. */
export async function startStoreGateway(
  settings: StoreSettings,
  rights: StoreRights = allRights,
): Promise<StoreGateway> {
  const store = openObjectStore(settings);
  const signer = openStoreSigner(settings);
  const defects: AppError[] = [];
  const serve = serveStore({
    store,
    signer,
    admit: async ({ headers }) => {
      if (headers.authorization === `Bearer ${gatewayToken}`) return Promise.resolve(rights);
      throw new AppError('UNAUTHORISED', 'expected the token of a worker, got another');
    },
    onDefect: (error) => defects.push(error),
  });
  const server = createServer((request, response) => {
    request.url = request.url?.slice(gatewayPath.length) ?? '';
    void serve(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    settings: { kind: 'gateway', url: `http://127.0.0.1:${port}` },
    defects,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      signer?.close();
      await store.close();
    },
  };
}
