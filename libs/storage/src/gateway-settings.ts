import { AppError, shownValue, tidied } from '@crossfold/contracts';
import { parseStoreSettings, type StoreSettings } from './store-settings.js';

/** The store as the orchestrator gives it to workers. The token is no part of it: see `workerToken`. */
export interface GatewaySettings {
  readonly kind: 'gateway';
  /** Of the orchestrator, with the path under which a proxy serves it, without a slash at the end. */
  readonly url: string;
  /** A connection is given up after so long without a byte; default 30 s. */
  readonly silenceTimeoutMs?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const tokenForm = /^[!-~]{16,512}$/;

/**
 * Where a worker finds the store: by `CROSSFOLD_GATEWAY_URL` of the orchestrator, with
 * `CROSSFOLD_WORKER_TOKEN`, or itself, as {@link parseStoreSettings} has it.
 *
 * @throws AppError CONFIG_INVALID with every problem at once
 */
export function parseWorkerStoreSettings(given: Environment): StoreSettings | GatewaySettings {
  const environment = tidied(given);
  const url = environment['CROSSFOLD_GATEWAY_URL'];
  const token = environment['CROSSFOLD_WORKER_TOKEN'];
  if (url === undefined) return parseStoreSettings(environment);
  const problems: string[] = [];
  const report = (name: string, expected: string) => {
    problems.push(`${name}: ${expected}, got ${shownValue(name, environment[name])}`);
  };
  if (!isAddress(url)) {
    report('CROSSFOLD_GATEWAY_URL', 'expected http(s)://HOST:PORT of the orchestrator');
  }
  if (token === undefined || !tokenForm.test(token)) {
    report('CROSSFOLD_WORKER_TOKEN', 'expected the token of a worker, of at least 16 characters');
  }
  const other = ['CROSSFOLD_STORE', 'S3_BUCKET'].find((name) => environment[name] !== undefined);
  if (other !== undefined) report(other, 'expected none beside CROSSFOLD_GATEWAY_URL');
  if (problems.length === 0) return { kind: 'gateway', url: url.replace(/\/+$/, '') };
  throw new AppError('CONFIG_INVALID', `the store settings have ${problems.length} problem(s)`, {
    problems,
    remedy: 'Set CROSSFOLD_GATEWAY_URL and CROSSFOLD_WORKER_TOKEN, or CROSSFOLD_STORE.',
  });
}

/** Processes and threads of a worker inherit it; it goes into no message between them. */
export function workerToken(environment: Environment = process.env): string {
  return environment['CROSSFOLD_WORKER_TOKEN']?.trim() ?? '';
}

function isAddress(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, search, hash } = new URL(url);
  return /^https?:$/.test(protocol) && username === '' && search === '' && hash === '';
}
