import { deferStore } from './defer-store.js';
import { identitySchema } from './gateway-protocol.js';
import { workerToken, type GatewaySettings } from './gateway-settings.js';
import type { ObjectStore } from './object-store.js';

/** The driver is loaded when it is used: few processes have one. */
const loadDriver = () => import('./gateway-store.js');
const loadConnection = () => import('./gateway-connection.js');

/** @param token of the worker; by default that of the environment */
export function openGatewayStore(
  settings: GatewaySettings,
  token: string = workerToken(),
): ObjectStore {
  return deferStore(async () => (await loadDriver()).createGatewayStore(settings, token));
}

/**
 * The name of the token of a worker, with which its own name has to begin.
 *
 * @throws AppError STORE_REFUSED, STORE_UNAVAILABLE
 */
export async function readWorkerIdentity(
  settings: GatewaySettings,
  token: string = workerToken(),
): Promise<string> {
  const connection = (await loadConnection()).openGatewayConnection(settings, token);
  try {
    const request = { what: 'ask who this worker is', method: 'GET', path: '/identity' } as const;
    return (await connection.askJson(request, identitySchema)).name;
  } finally {
    connection.close();
  }
}
