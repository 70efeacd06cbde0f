import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StudySpecInput } from '@crossfold/contracts';
import { sessionConfigVariable } from '@crossfold/graph';
import { provisionValkey, startValkey } from '@crossfold/provision';
import { openObjectStore, parseStoreSettings, type ObjectStore } from '@crossfold/storage';
import { Redis } from 'ioredis';
import { startApp, type RunningProcess } from './processes.js';

/** Valkey, a store in a folder, and an orchestrator, each a real process; workers on demand. */
export interface Stack {
  readonly folder: string;
  readonly api: string;
  readonly store: ObjectStore;
  /** What the apps and the command line read. */
  readonly env: Record<string, string>;
  startWorker(name: string, env?: Record<string, string>): Promise<RunningProcess>;
  /** Tells all workers to leave, and waits until they are gone. */
  endWorkers(): Promise<void>;
  /** The one that runs, or that was just ended. */
  orchestrator(): RunningProcess;
  /** Ends the orchestrator; returns what starts it again at the same address. */
  interruptOrchestrator(signal?: NodeJS.Signals): Promise<() => Promise<void>>;
  /** Ends or stops Valkey; returns what starts it again at the same address, with the data that it kept. */
  interruptRedis(signal: NodeJS.Signals): Promise<() => Promise<void>>;
  /** Wipes Redis: every job, lock and event. */
  flushRedis(): Promise<void>;
  submit(spec: StudySpecInput): Promise<string>;
  get<T>(path: string): Promise<T>;
  /** Polls until `done`, and fails loudly when it takes longer than `timeoutMs`. */
  waitFor<T>(path: string, done: (answer: T) => boolean, timeoutMs: number): Promise<T>;
  stop(): Promise<void>;
}

/**
 * What saves CPU time where images have 32 px: TensorFlow's own kernels need two thirds of oneDNN's,
 * each slot is a process that loads TensorFlow and makes its graphs, and to optimise these takes
 * longer than to train on them. The ConfigProto says
 * `graph_options { rewrite_options { disable_meta_optimizer: true } }`.
 */
export const smallImages = {
  TF_ENABLE_ONEDNN_OPTS: '0',
  CROSSFOLD_SLOTS: '1',
  [sessionConfigVariable]: '52055203980101',
};

/** For models whose scores or maps are looked at: the kernels and graphs that users have. */
export const usualKernels = { TF_ENABLE_ONEDNN_OPTS: '1', [sessionConfigVariable]: '' };

/** A command of the API that says nothing more; without JSON it would be refused. */
export const emptyPost = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{}',
} as const satisfies RequestInit;

/**
 * @param changes to the environment of all processes, to use another store
 * @param direct how the test itself reaches that store, where the processes go through a proxy
 */
export async function startStack(
  changes: Record<string, string> = {},
  direct: Record<string, string> = {},
): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-stack-'));
  const report = () => undefined;
  await provisionValkey({ report });
  const dataDir = join(folder, 'valkey');
  let valkey = await startValkey({ dataDir, report });
  const env = {
    REDIS_URL: valkey.url,
    CROSSFOLD_STORE: pathToFileURL(join(folder, 'store')).href,
    CROSSFOLD_IMAGE_CACHE_DIR: join(folder, 'images'),
    CROSSFOLD_HOME: join(folder, 'home'),
    CROSSFOLD_PORT: '0',
    ...smallImages,
    ...changes,
  };
  const orchestrator = await startApp('orchestrator', env);
  const api = `${String(orchestrator.ready['url']).replace(/\/$/, '')}/api/v1`;
  const store = openObjectStore(parseStoreSettings({ ...env, ...direct }));
  // The orchestrator is the first one, workers follow.
  const running: [RunningProcess, ...RunningProcess[]] = [orchestrator];

  async function get<T>(path: string): Promise<T> {
    const response = await fetch(`${api}${path}`);
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  return {
    folder,
    api,
    store,
    env: { ...env, CROSSFOLD_URL: api.replace(/\/api\/v1$/, '') },
    get,
    async startWorker(name, more = {}) {
      const worker = await startApp('worker', { ...env, ...more, CROSSFOLD_WORKER_NAME: name });
      running.push(worker);
      return worker;
    },
    async endWorkers() {
      const workers = running.splice(1);
      for (const worker of workers) worker.kill('SIGTERM');
      await Promise.all(workers.map(({ exited }) => exited));
    },
    orchestrator: () => running[0],
    async interruptOrchestrator(signal = 'SIGTERM') {
      const previous = running[0];
      previous.kill(signal);
      await previous.exited;
      return async () => {
        running[0] = await startApp('orchestrator', { ...env, CROSSFOLD_PORT: new URL(api).port });
      };
    },
    async interruptRedis(signal) {
      const { pid, port, exited } = valkey;
      process.kill(pid, signal);
      if (signal === 'SIGSTOP') return async () => void process.kill(pid, 'SIGCONT');
      await exited;
      return async () => {
        valkey = await startValkey({ dataDir, port, report });
      };
    },
    async flushRedis() {
      const redis = new Redis(env.REDIS_URL);
      await redis.flushall();
      redis.disconnect();
    },
    async submit(spec) {
      const response = await fetch(`${api}/studies`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(spec),
      });
      const answer = (await response.json()) as { studyId?: string };
      if (!answer.studyId) throw new Error(`POST /studies: ${JSON.stringify(answer)}`);
      return answer.studyId;
    },
    async waitFor<T>(path: string, done: (answer: T) => boolean, timeoutMs: number) {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const answer = await get<T>(path);
        if (done(answer)) return answer;
        if (Date.now() > deadline) {
          const errors = running.map((app) => app.errors()).join('\n');
          throw new Error(`${path} after ${timeoutMs} ms: ${JSON.stringify(answer)}\n${errors}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    },
    async stop() {
      for (const app of running) app.kill('SIGTERM');
      await Promise.all(running.map((app) => app.exited));
      await valkey.stop();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
