import {
  AppError,
  defaultMaxTrials,
  defaultQueuePrefix,
  isRedisUrl,
  redisUrlForm,
  shownValue,
  tidied,
} from '@crossfold/contracts';
import { parseStoreSettings, type StoreSettings } from '@crossfold/storage';
import { z } from 'zod';
import { listedTokens, type NamedToken } from './listed-tokens.js';
import { oidcShape, readOidcConfig, type OidcConfig } from './oidc-config.js';

const environmentSchema = z.object({
  REDIS_URL: z.string().refine(isRedisUrl, { error: redisUrlForm }),
  CROSSFOLD_HOST: z.string().min(1).default('127.0.0.1'),
  CROSSFOLD_PORT: z.coerce.number().int().min(0).max(65535).default(7430),
  CROSSFOLD_API_TOKEN: z.string().min(16, 'expected at least 16 characters').optional(),
  CROSSFOLD_WORKER_TOKENS: z.string().transform(listedTokens).optional(),
  ...oidcShape,
  CROSSFOLD_ALLOWED_HOSTS: z
    .string()
    .regex(/^[a-z0-9.-]*( *, *[a-z0-9.-]+)*$/i, 'expected host names, with commas between them')
    .default(''),
  CROSSFOLD_BASE_PATH: z
    .string()
    .regex(/^((\/[a-zA-Z0-9._~-]+)+\/?|\/?)$/, 'expected a path such as /crossfold')
    .default(''),
  CROSSFOLD_QUEUE_PREFIX: z.string().min(1).default(defaultQueuePrefix),
  CROSSFOLD_MAX_TRIALS: z.coerce.number().int().min(1).max(10_000_000).default(defaultMaxTrials),
  CROSSFOLD_STORE_QUOTA_GB: z.coerce.number().positive().optional(),
  CROSSFOLD_RECONCILE_SECONDS: z.coerce.number().min(0.1).max(3600).default(15),
  CROSSFOLD_READS_PER_SECOND: z.coerce.number().min(1).max(100_000).default(500),
  CROSSFOLD_WRITES_PER_SECOND: z.coerce.number().min(1).max(100_000).default(100),
});

export interface OrchestratorConfig {
  readonly redisUrl: string;
  readonly store: StoreSettings;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly apiToken: string | null;
  /** By which workers may ask for the store in place of its credentials; none: no worker may. */
  readonly workerTokens: readonly NamedToken[];
  /** Null where people log in by tokens alone. */
  readonly oidc: OidcConfig | null;
  /** Names under which proxies and others reach it, in lower case, beside those of this machine. */
  readonly allowedHosts: readonly string[];
  /** Path under which a proxy serves it, beginning with a slash; empty for none. */
  readonly basePath: string;
  readonly queuePrefix: string;
  /** Of a study; larger ones are refused, and set aside where the store has them. */
  readonly maxTrials: number;
  /** That the store may hold; null for any number. */
  readonly storeQuotaBytes: number | null;
  /** Between two looks at what is unfinished and has no job. */
  readonly reconcileMs: number;
  /** Of one token, or of one address where there is no token, on average over a few seconds. */
  readonly readsPerSecond: number;
  /** The same for requests that change something. */
  readonly writesPerSecond: number;
}

const loopback = /^(127\.\d+\.\d+\.\d+|localhost|::1)$/;

/** @throws AppError CONFIG_INVALID with every problem of the environment at once */
export function loadConfig(given: NodeJS.ProcessEnv): OrchestratorConfig {
  const environment = tidied(given);
  const parsed = environmentSchema.safeParse(environment);
  const problems = (parsed.error?.issues ?? []).map(
    ({ path, message }) =>
      `${path.join('.')}: ${message}, got ${shownValue(String(path[0]), environment[String(path[0])])}`,
  );
  const host = environment['CROSSFOLD_HOST'] ?? '127.0.0.1';
  if (!loopback.test(host) && !environment['CROSSFOLD_API_TOKEN']) {
    problems.push(
      `CROSSFOLD_API_TOKEN: expected a token because CROSSFOLD_HOST is ${host}, which others can reach, got nothing`,
    );
  }
  const oidc = parsed.success ? readOidcConfig(parsed.data, problems) : null;
  const store = parseStore(environment, problems);
  if (!parsed.success || !store || problems.length > 0) {
    throw new AppError('CONFIG_INVALID', `the environment has ${problems.length} problem(s)`, {
      problems,
    });
  }
  return {
    redisUrl: parsed.data.REDIS_URL,
    store,
    host: parsed.data.CROSSFOLD_HOST,
    port: parsed.data.CROSSFOLD_PORT,
    apiToken: parsed.data.CROSSFOLD_API_TOKEN ?? null,
    workerTokens: parsed.data.CROSSFOLD_WORKER_TOKENS ?? [],
    oidc,
    allowedHosts: parsed.data.CROSSFOLD_ALLOWED_HOSTS.toLowerCase().split(/[ ,]+/).filter(Boolean),
    basePath: parsed.data.CROSSFOLD_BASE_PATH.replace(/\/$/, ''),
    queuePrefix: parsed.data.CROSSFOLD_QUEUE_PREFIX,
    maxTrials: parsed.data.CROSSFOLD_MAX_TRIALS,
    storeQuotaBytes: quotaBytes(parsed.data.CROSSFOLD_STORE_QUOTA_GB),
    reconcileMs: 1000 * parsed.data.CROSSFOLD_RECONCILE_SECONDS,
    readsPerSecond: parsed.data.CROSSFOLD_READS_PER_SECOND,
    writesPerSecond: parsed.data.CROSSFOLD_WRITES_PER_SECOND,
  };
}

function quotaBytes(gigabytes: number | undefined): number | null {
  return gigabytes === undefined ? null : gigabytes * 1e9;
}

function parseStore(environment: NodeJS.ProcessEnv, problems: string[]): StoreSettings | null {
  try {
    return parseStoreSettings(environment);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push(...(error.problems.length > 0 ? error.problems : [error.message]));
    return null;
  }
}
