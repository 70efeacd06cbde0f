import { hostname } from 'node:os';
import { isAbsolute, join } from 'node:path';
import {
  AppError,
  cacheHome,
  defaultQueuePrefix,
  isRedisUrl,
  parseLabels,
  redisUrlForm,
  shownValue,
  tidied,
  type Labels,
} from '@crossfold/contracts';
import { isTracing } from '@crossfold/logging/traces';
import {
  isHostOrNetwork,
  parseWorkerStoreSettings,
  type GatewaySettings,
  type StoreSettings,
} from '@crossfold/storage';
import type { WeightsAccess } from '@crossfold/training';
import type { StepTask } from '@crossfold/training/tensorflow';
import { z } from 'zod';
import type { LifetimeLimits } from './lifetime.js';

const clouds = ['aws', 'gcp', 'azure'] as const;
export type Cloud = (typeof clouds)[number];

/** Where a notice that this machine is to be taken away may come from; each null where not. */
export interface PreemptionSettings {
  /** It is there: that is the notice. */
  readonly file: string | null;
  readonly cloud: Cloud | null;
  /** Of another metadata server than the cloud's own. */
  readonly metadataUrl: string | null;
  /** Beside SIGTERM and SIGINT. */
  readonly signal: NodeJS.Signals | null;
}

const seconds = z.coerce.number().min(0.1).max(86_400);
/** 24 days: a timer of Node holds 2^31 ms. */
const longestTimerSeconds = 24 * 86_400;

/** So many, or as many as it pays to have. */
export type SlotCount = number | 'auto';

/** Undefined where the variable is not set. */
function slotCount(most: number) {
  const error = `expected a whole number from 1 to ${most}, or "auto"`;
  return z
    .union([z.literal('auto'), z.coerce.number().int().min(1).max(most)], { error })
    .optional();
}

/** Undefined where the variable is not set. */
function listOf(separator: string, isEntry: (entry: string) => boolean, error: string) {
  return z
    .string()
    .transform((text) =>
      text
        .split(separator)
        .map((entry) => entry.trim())
        .filter(Boolean),
    )
    .refine((entries) => entries.every(isEntry), { error })
    .optional();
}

const environmentSchema = z.object({
  REDIS_URL: z.string().refine(isRedisUrl, { error: redisUrlForm }),
  CROSSFOLD_LABELS: z.string().default('').transform(toLabels),
  CROSSFOLD_SLOTS: slotCount(64),
  CROSSFOLD_SLOTS_PER_GPU: slotCount(16),
  CROSSFOLD_DEVICE_MEMORY_GB: z.coerce.number().min(0.05).max(100_000).optional(),
  CROSSFOLD_SLOTS_PROBE: z.string().default('').transform(toProbe),
  CROSSFOLD_IMAGE_CACHE_DIR: z
    .string()
    .min(1)
    .default(join(process.cwd(), '.crossfold', 'images')),
  CROSSFOLD_WEIGHTS_DIR: z
    .string()
    .min(1)
    .default(() => join(cacheHome(process.env), 'weights')),
  CROSSFOLD_WEIGHTS_FOLDERS: listOf(':', isAbsolute, 'expected absolute folders, separated by ":"'),
  CROSSFOLD_WEIGHTS_HOSTS: listOf(
    ',',
    isHostOrNetwork,
    'expected names of hosts, addresses or networks such as 10.1.0.0/16, separated by ","',
  ),
  CROSSFOLD_WEIGHTS_BUCKETS: listOf(
    ',',
    (bucket) => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket),
    'expected names of buckets, separated by ","',
  ),
  CROSSFOLD_QUEUE_PREFIX: z.string().min(1).default(defaultQueuePrefix),
  CROSSFOLD_GRACE_SECONDS: seconds.default(30),
  CROSSFOLD_PREEMPTION_FILE: z.string().min(1).optional(),
  CROSSFOLD_PREEMPTION_CLOUD: z.enum(clouds).optional(),
  CROSSFOLD_PREEMPTION_URL: z.url({ protocol: /^https?$/, error: 'expected http://…' }).optional(),
  CROSSFOLD_PREEMPTION_SIGNAL: z.enum(['SIGUSR1', 'SIGUSR2', 'SIGHUP']).optional(),
  CROSSFOLD_STALL_SECONDS: seconds.default(900),
  CROSSFOLD_REFUSAL_SECONDS: seconds.default(600),
  CROSSFOLD_METRICS_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  CROSSFOLD_METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  CROSSFOLD_EXIT_WHEN_IDLE_SECONDS: seconds.optional(),
  CROSSFOLD_MAX_LIFETIME_SECONDS: z.coerce.number().min(0.1).max(longestTimerSeconds).optional(),
  CROSSFOLD_WORKER_NAME: z.string().min(1).max(200).default(`${hostname()}-${process.pid}`),
});

/** Where a worker tells its figures. */
export interface MetricsAddress {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
}

function toLabels(text: string, context: z.RefinementCtx): Labels {
  const labels = parseLabels(text);
  if (typeof labels !== 'string') return labels;
  context.addIssue(labels);
  return z.NEVER;
}

function toProbe(text: string, context: z.RefinementCtx): StepTask | null {
  if (text === '') return null;
  const [, backbone, ...sizes] = /^([a-z0-9-]+),(\d{1,4}),(\d{1,4})$/.exec(text) ?? [];
  const [imageSizePx = 0, batchSize = 0] = sizes.map(Number);
  if (backbone && imageSizePx > 0 && batchSize > 0) return { backbone, imageSizePx, batchSize };
  context.addIssue('expected BACKBONE,PIXELS,IMAGES, such as "mobilenet,96,16"');
  return z.NEVER;
}

export interface WorkerConfig {
  readonly redisUrl: string;
  readonly store: StoreSettings | GatewaySettings;
  /** Trials at once; null for one for each GPU, or one for each core where there is none. */
  readonly slots: SlotCount | null;
  /** Comes before `slots` where there are GPUs. */
  readonly slotsPerGpu: SlotCount | null;
  /** Of each device, which its slots share; null for what its driver tells. */
  readonly deviceMemoryMib: number | null;
  /** What `auto` is measured with; null for what suits the device. */
  readonly slotsProbe: StepTask | null;
  /** Of its machine, for studies that require some. */
  readonly labels: Labels;
  readonly imageCacheDir: string;
  readonly weightsAccess: WeightsAccess;
  readonly queuePrefix: string;
  /** Null where it tells no figures. */
  readonly metrics: MetricsAddress | null;
  /** Whether its trials are traced, as OpenTelemetry's variables say. */
  readonly isTraced: boolean;
  readonly name: string;
  /** From SIGTERM to the end of this process, at most. */
  readonly gracePeriodMs: number;
  readonly preemption: PreemptionSettings;
  /** A trial that has told no progress for so long is killed and tried again. */
  readonly stallTimeoutMs: number;
  /** A task that the store has refused for so long fails; until then it waits. */
  readonly refusalLimitMs: number;
  readonly lifetime: LifetimeLimits;
}

/** @throws AppError CONFIG_INVALID with every problem of the environment at once */
export function loadConfig(given: NodeJS.ProcessEnv): WorkerConfig {
  const environment = tidied(given);
  const parsed = environmentSchema.safeParse(environment);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(
        ({ path, message }) =>
          `${path.join('.')}: ${message}, got ${shownValue(String(path[0]), environment[String(path[0])])}`,
      );
  const store = collectProblems(() => parseWorkerStoreSettings(environment), problems);
  if (!parsed.success || !store) {
    throw new AppError('CONFIG_INVALID', `the environment has ${problems.length} problem(s)`, {
      problems,
    });
  }
  return {
    redisUrl: parsed.data.REDIS_URL,
    store,
    slots: parsed.data.CROSSFOLD_SLOTS ?? null,
    slotsPerGpu: parsed.data.CROSSFOLD_SLOTS_PER_GPU ?? null,
    deviceMemoryMib: mebibytes(parsed.data.CROSSFOLD_DEVICE_MEMORY_GB),
    slotsProbe: parsed.data.CROSSFOLD_SLOTS_PROBE,
    weightsAccess: {
      dir: parsed.data.CROSSFOLD_WEIGHTS_DIR,
      folders: parsed.data.CROSSFOLD_WEIGHTS_FOLDERS ?? [],
      hosts: parsed.data.CROSSFOLD_WEIGHTS_HOSTS ?? [],
      buckets: parsed.data.CROSSFOLD_WEIGHTS_BUCKETS ?? (store.kind === 's3' ? [store.bucket] : []),
    },
    labels: parsed.data.CROSSFOLD_LABELS,
    imageCacheDir: parsed.data.CROSSFOLD_IMAGE_CACHE_DIR,
    queuePrefix: parsed.data.CROSSFOLD_QUEUE_PREFIX,
    metrics:
      parsed.data.CROSSFOLD_METRICS_PORT === undefined
        ? null
        : { host: parsed.data.CROSSFOLD_METRICS_HOST, port: parsed.data.CROSSFOLD_METRICS_PORT },
    isTraced: isTracing(environment),
    name: parsed.data.CROSSFOLD_WORKER_NAME,
    gracePeriodMs: 1000 * parsed.data.CROSSFOLD_GRACE_SECONDS,
    preemption: {
      file: parsed.data.CROSSFOLD_PREEMPTION_FILE ?? null,
      cloud: parsed.data.CROSSFOLD_PREEMPTION_CLOUD ?? null,
      metadataUrl: parsed.data.CROSSFOLD_PREEMPTION_URL?.replace(/\/$/, '') ?? null,
      signal: parsed.data.CROSSFOLD_PREEMPTION_SIGNAL ?? null,
    },
    stallTimeoutMs: 1000 * parsed.data.CROSSFOLD_STALL_SECONDS,
    refusalLimitMs: 1000 * parsed.data.CROSSFOLD_REFUSAL_SECONDS,
    lifetime: {
      idleMs: milliseconds(parsed.data.CROSSFOLD_EXIT_WHEN_IDLE_SECONDS),
      maxMs: milliseconds(parsed.data.CROSSFOLD_MAX_LIFETIME_SECONDS),
    },
  };
}

function milliseconds(given: number | undefined): number | null {
  return given === undefined ? null : 1000 * given;
}

/** As drivers count a GB. */
function mebibytes(gb: number | undefined): number | null {
  return gb === undefined ? null : Math.floor(1024 * gb);
}

function collectProblems<T>(parse: () => T, problems: string[]): T | null {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push(...(error.problems.length > 0 ? error.problems : [error.message]));
    return null;
  }
}
