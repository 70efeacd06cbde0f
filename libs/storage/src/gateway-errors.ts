import { AppError, findTlsFault, fromPlainError } from '@crossfold/contracts';
import { refusalSchema } from './gateway-protocol.js';
import { ForeignAnswer } from './s3-answers.js';

const outageRemedy =
  'Check that the orchestrator runs, CROSSFOLD_GATEWAY_URL, and the network between.';
const foreignRemedy =
  'Check what answers at CROSSFOLD_GATEWAY_URL: a proxy whose orchestrator is away, an orchestrator of another version, or another server.';
const tokenRemedy =
  'Check CROSSFOLD_WORKER_TOKEN: it has to be a token that the orchestrator knows, of the role worker.';

/** A request that got no answer of the gateway, as the port tells it. */
export function translateGatewayFault(error: unknown, what: string, url: string): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const tls = findTlsFault(error);
  if (tls) {
    const message = `expected ${tls.expected} at ${url} to ${what}, got ${error.message}`;
    return new AppError('STORE_REFUSED', message, { remedy: tls.remedy, cause: error });
  }
  const got = error.message || (error as NodeJS.ErrnoException).code || error.name;
  return new AppError('STORE_UNAVAILABLE', `expected to ${what} at ${url}, got ${got}`, {
    remedy: error instanceof ForeignAnswer ? foreignRemedy : outageRemedy,
    cause: error,
  });
}

/** What the gateway said in place of doing it. */
export function parseRefusal(bytes: Uint8Array, what: string, url: string): AppError {
  const told = refusalSchema.safeParse(parseJson(bytes));
  if (!told.success) {
    const message = `expected to ${what} at ${url}, got an error that this version does not know`;
    return new AppError('STORE_REFUSED', message, { remedy: foreignRemedy });
  }
  const { code, message } = told.data;
  if (code !== 'UNAUTHORISED') return fromPlainError(told.data);
  return new AppError('STORE_REFUSED', `expected to ${what} at ${url}, got: ${message}`, {
    remedy: tokenRemedy,
  });
}

export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return undefined;
  }
}
