import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@crossfold/contracts';
import { findValkey, isAlive, startValkey } from '@crossfold/provision';
import { stackEnvironment, type CliConfig } from '../process/config.js';
import { startAppProcess, type AppProcess } from './app-process.js';

export interface EmbeddedStack {
  readonly url: string;
  /** Process ids by name. */
  readonly pids: Readonly<Record<string, number>>;
  /** Aborted, with an AppError as its reason, when one of the processes ends by itself. */
  readonly lost: AbortSignal;
  /** Ends all processes, in the order in which nobody misses another. */
  stop(): Promise<void>;
}

export interface EmbeddedStackOptions {
  readonly workers: number;
  /** 0 for any free port. */
  readonly port: number;
  /** Beside those of the environment, folders in which studies may name files of weights. */
  readonly weightsFolders?: readonly string[];
  readonly signal: AbortSignal;
  /** Told what takes a while. */
  readonly note: (text: string) => void;
}

interface Part {
  readonly name: string;
  readonly pid: number;
  readonly exited: Promise<void>;
  readonly log: string;
  stop(): Promise<void>;
}

const goneMs = 30_000;
const pollMs = 50;

/**
 * Starts Valkey (unless the environment names a Redis), an orchestrator and workers, each a process
 * of its own. When one does not come up, those before it are ended again.
 */
export async function startEmbeddedStack(
  config: CliConfig,
  options: EmbeddedStackOptions,
): Promise<EmbeddedStack> {
  const parts: Part[] = [];
  const stop = async () => {
    for (const part of parts.toReversed()) await part.stop();
  };
  try {
    const redisUrl = config.redisUrl ?? (await startQueueStore(config, options, parts));
    const environment = withFolders(stackEnvironment(config, redisUrl), options);
    const url = await startApps(config, options, environment, parts);
    const { lost, stopWatching } = watch(parts);
    return {
      url,
      pids: Object.fromEntries(parts.map(({ name, pid }) => [name, pid])),
      lost,
      stop: async () => {
        stopWatching();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function withFolders(
  environment: NodeJS.ProcessEnv,
  { weightsFolders = [] }: EmbeddedStackOptions,
): NodeJS.ProcessEnv {
  const given = environment['CROSSFOLD_WEIGHTS_FOLDERS'];
  // A colon separates the folders of the list, and cannot be part of one.
  const more = weightsFolders.filter((folder) => !folder.includes(':'));
  const folders = [...(given ? [given] : []), ...more].join(':');
  return { ...environment, CROSSFOLD_WEIGHTS_FOLDERS: folders };
}

async function startQueueStore(
  { homeDir }: CliConfig,
  { note, signal, workers }: EmbeddedStackOptions,
  parts: Part[],
): Promise<string> {
  const dataDir = join(homeDir, 'valkey');
  await endLeftOver(dataDir);
  signal.throwIfAborted();
  const valkey = await startValkey({
    dataDir,
    report: ({ message, doneBytes, isRoutine }) => {
      // A server for a look at results comes and goes with the command.
      const isNews = workers > 0 || !isRoutine;
      if (doneBytes === undefined && isNews) note(message);
    },
  });
  parts.push({ ...valkey, name: 'valkey', log: join(dataDir, 'valkey.log') });
  return valkey.url;
}

/** A server whose starter was killed: nobody else uses it, because the caller holds the lock. */
async function endLeftOver(dataDir: string): Promise<void> {
  const running = await findValkey(dataDir);
  if (!running) return;
  process.kill(running.pid, 'SIGTERM');
  for (const giveUpAt = performance.now() + goneMs; isAlive(running.pid);) {
    if (performance.now() > giveUpAt) process.kill(running.pid, 'SIGKILL');
    await sleep(pollMs);
  }
}

async function startApps(
  config: CliConfig,
  { workers, port, signal }: EmbeddedStackOptions,
  environment: NodeJS.ProcessEnv,
  parts: Part[],
): Promise<string> {
  const logDir = join(config.homeDir, 'logs');
  const orchestrator = await startAppProcess({
    app: 'orchestrator',
    name: 'orchestrator',
    environment: { ...environment, CROSSFOLD_PORT: String(port) },
    logDir,
    signal,
  });
  parts.push(partOf(orchestrator));
  for (let number = 1; number <= workers; number++) {
    const name = `worker-${number}`;
    parts.push(partOf(await startAppProcess({ app: 'worker', name, environment, logDir, signal })));
  }
  return String(orchestrator.ready['url']);
}

function partOf(app: AppProcess): Part {
  return { ...app, log: app.logPath };
}

function watch(parts: readonly Part[]) {
  const controller = new AbortController();
  let watching = true;
  for (const { name, exited, log } of parts) {
    void exited.then(() => {
      if (!watching) return;
      const message = `expected ${name} to run on, got its end`;
      controller.abort(new AppError('INTERNAL', message, { remedy: `See ${log}.` }));
    });
  }
  return {
    lost: controller.signal,
    stopWatching: () => {
      watching = false;
    },
  };
}
