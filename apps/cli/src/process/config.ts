import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  AppError,
  defaultMaxTrials,
  isRedisUrl,
  redisUrlForm,
  shownValue,
  tidied,
} from '@crossfold/contracts';
import { parseStoreSettings, type StoreSettings } from '@crossfold/storage';
import { z } from 'zod';

const environmentSchema = z.object({
  CROSSFOLD_HOME: z.string().optional(),
  CROSSFOLD_URL: z.url({ protocol: /^https?$/, error: 'expected http(s)://HOST:PORT' }).optional(),
  CROSSFOLD_API_TOKEN: z.string().optional(),
  REDIS_URL: z.string().refine(isRedisUrl, { error: redisUrlForm }).optional(),
  MLFLOW_TRACKING_URI: z.string().optional(),
  MLFLOW_TRACKING_TOKEN: z.string().optional(),
  MLFLOW_TRACKING_USERNAME: z.string().optional(),
  MLFLOW_TRACKING_PASSWORD: z.string().optional(),
  CROSSFOLD_MAX_TRIALS: z.coerce.number().int().min(1).max(10_000_000).default(defaultMaxTrials),
});

export interface CliConfig {
  /**
   * The state folder: holds the store, the queue's data, logs and caches where the environment names
   * no others.
   */
  readonly homeDir: string;
  readonly homeOrigin: HomeOrigin;
  /** The server to talk to; without one, a running or a new embedded stack. */
  readonly url: string | null;
  readonly token: string | null;
  readonly redisUrl: string | null;
  /** That a study may have, where the store is read without a server; that of a server is its own. */
  readonly maxTrials: number;
  readonly mlflow: MlflowSettings;
  readonly environment: NodeJS.ProcessEnv;
}

/** As MLflow's own client reads them. */
export interface MlflowSettings {
  readonly url: string | null;
  /** Of the header Authorization. */
  readonly authorisation: string | null;
}

/** Named by CROSSFOLD_HOME, found here, found in a folder above, or not there yet. */
type HomeOrigin = 'environment' | 'here' | 'above' | 'new';

const homeName = '.crossfold';

/**
 * @param workingDir where the user stands
 * @throws AppError CONFIG_INVALID with every problem of the environment at once
 */
export function loadConfig(
  environment: NodeJS.ProcessEnv,
  workingDir: string = process.cwd(),
): CliConfig {
  const given = tidied(environment);
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) =>
        `${path.join('.')}: ${message}, got ${shownValue(String(path[0]), given[String(path[0])])}`,
    );
    const message = `the environment has ${problems.length} problem(s)`;
    throw new AppError('CONFIG_INVALID', message, { problems });
  }
  const { CROSSFOLD_HOME, CROSSFOLD_URL, CROSSFOLD_API_TOKEN, REDIS_URL, CROSSFOLD_MAX_TRIALS } =
    parsed.data;
  return {
    ...findHome(CROSSFOLD_HOME, workingDir),
    url: CROSSFOLD_URL ?? null,
    token: CROSSFOLD_API_TOKEN ?? null,
    redisUrl: REDIS_URL ?? null,
    maxTrials: CROSSFOLD_MAX_TRIALS,
    mlflow: mlflowSettings(parsed.data),
    environment,
  };
}

function mlflowSettings(given: z.infer<typeof environmentSchema>): MlflowSettings {
  const { MLFLOW_TRACKING_USERNAME: user, MLFLOW_TRACKING_PASSWORD: password } = given;
  const token = given.MLFLOW_TRACKING_TOKEN;
  const pair = Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64');
  const authorisation =
    token !== undefined ? `Bearer ${token}` : user !== undefined ? `Basic ${pair}` : null;
  return { url: given.MLFLOW_TRACKING_URI ?? null, authorisation };
}

/**
 * As git finds its repository: a command in a folder below works with the same studies, in place of
 * beginning an empty state folder of its own.
 */
function findHome(
  named: string | undefined,
  workingDir: string,
): Pick<CliConfig, 'homeDir' | 'homeOrigin'> {
  if (named !== undefined) {
    return { homeDir: resolve(workingDir, named), homeOrigin: 'environment' };
  }
  for (let folder = resolve(workingDir); ; folder = dirname(folder)) {
    const homeDir = join(folder, homeName);
    const isHere = folder === resolve(workingDir);
    if (existsSync(homeDir)) return { homeDir, homeOrigin: isHere ? 'here' : 'above' };
    if (folder === dirname(folder)) break;
  }
  return { homeDir: resolve(workingDir, homeName), homeOrigin: 'new' };
}

/**
 * The store that the environment names, else the folder `store` of the home. With a server
 * elsewhere the environment must name it: a data set in a folder here would never reach that server.
 *
 * @throws AppError CONFIG_INVALID
 */
export function storeSettings({ environment, homeDir, url }: CliConfig): StoreSettings {
  if (environment['CROSSFOLD_STORE'] || environment['S3_BUCKET'] || url !== null) {
    return parseStoreSettings(environment);
  }
  return { kind: 'file', dir: join(homeDir, 'store') };
}

/** Environment of processes that this one starts, so that all of them use the same store. */
export function stackEnvironment(config: CliConfig, redisUrl: string): NodeJS.ProcessEnv {
  const settings = storeSettings({ ...config, url: null });
  return {
    ...config.environment,
    REDIS_URL: redisUrl,
    CROSSFOLD_IMAGE_CACHE_DIR:
      config.environment['CROSSFOLD_IMAGE_CACHE_DIR'] || join(config.homeDir, 'images'),
    ...(settings.kind === 'file' && { CROSSFOLD_STORE: pathToFileURL(settings.dir).href }),
  };
}
