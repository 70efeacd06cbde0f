import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AppError, type StudySpecInput } from '@crossfold/contracts';
import { provisionValkey, startValkey } from '@crossfold/provision';
import { openObjectStore, parseStoreSettings, type ObjectStore } from '@crossfold/storage';
import { measureProcess } from '../harness/measure-process.js';
import { memoryOf, startProcess, untilUp, type Memory, type ServerProcess } from './process.js';

/** An orchestrator as users start it, on a store in a folder of its own, with a Valkey of its own. */
export interface Orchestrator {
  /** Ends with a slash. */
  readonly site: () => string;
  readonly redisUrl: string;
  readonly store: ObjectStore;
  /** Adds the data set `drawn` of a few drawn images. */
  addDataset(): Promise<void>;
  /** Starts a worker of one slot, which ends with the server. */
  startWorker(): Promise<void>;
  /** @returns the id of the study */
  submit(spec: StudySpecInput): Promise<string>;
  get<T>(path: string): Promise<T>;
  post(path: string, body: object): Promise<unknown>;
  memory(): Promise<Memory>;
  /** Ends it, lets something be done to its store, and starts another one on that. */
  whileDown(action: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

const main = bundleOf('orchestrator');
const cli = bundleOf('cli');
const images = ['--images', '140', '--seed', '5', '--shares', 'mild', '--width-px', '200'];

export async function startOrchestrator(): Promise<Orchestrator> {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-bench-'));
  const report = () => undefined;
  await provisionValkey({ report });
  const valkey = await startValkey({ dataDir: join(folder, 'valkey'), report });
  const env = {
    ...process.env,
    REDIS_URL: valkey.url,
    CROSSFOLD_STORE: pathToFileURL(join(folder, 'store')).href,
    CROSSFOLD_HOME: join(folder, 'home'),
    CROSSFOLD_PORT: '0',
  };
  const store = openObjectStore(parseStoreSettings(env));
  let running = await launch(env);
  const workers: ServerProcess[] = [];

  async function ask(path: string, init?: RequestInit): Promise<unknown> {
    const response = await fetch(`${running.url}api/v1/${path}`, init);
    if (response.ok) return response.json();
    throw new AppError('INTERNAL', `expected ${path} to be answered, got ${await response.text()}`);
  }

  function post(path: string, body: object): Promise<unknown> {
    const headers = { 'content-type': 'application/json' };
    return ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  return {
    site: () => running.url,
    redisUrl: valkey.url,
    store,
    async addDataset() {
      const drawn = join(folder, 'drawn');
      await measureProcess(cli, ['dataset', 'synth', drawn, ...images], env);
      await measureProcess(cli, ['dataset', 'add', drawn, '--name', 'drawn'], env);
    },
    async startWorker() {
      const worker = startProcess(process.execPath, [bundleOf('worker')], {
        ...env,
        CROSSFOLD_SLOTS: '1',
        CROSSFOLD_IMAGE_CACHE_DIR: join(folder, 'images'),
      });
      workers.push(worker);
      await untilUp(worker, () => /\{"event".*\}/.test(worker.printed()) || undefined);
    },
    submit: async (spec) => ((await post('studies', spec)) as { studyId: string }).studyId,
    post,
    get: <T>(path: string) => ask(path) as Promise<T>,
    memory: () => memoryOf(running.server),
    async whileDown(action) {
      await running.server.stop();
      await action();
      running = await launch(env);
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await running.server.stop();
      await valkey.stop();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts it, and waits until it says where it listens. */
async function launch(
  env: NodeJS.ProcessEnv,
): Promise<{ readonly server: ServerProcess; readonly url: string }> {
  const server = startProcess(process.execPath, [main], env);
  const url = await untilUp(server, () => {
    const line = server
      .printed()
      .split('\n')
      .find((text) => /^\{"event".*\}$/.test(text));
    return line === undefined ? undefined : (JSON.parse(line) as { url: string }).url;
  });
  return { server, url: `${url.replace(/\/$/, '')}/` };
}

function bundleOf(app: string): string {
  return fileURLToPath(new URL(`../../../apps/${app}/bundle/main.js`, import.meta.url));
}
