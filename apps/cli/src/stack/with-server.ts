import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@crossfold/contracts';
import { withLock } from '@crossfold/provision';
import { createApiClient, type ApiClient } from '../client/api-client.js';
import type { CommandContext } from '../context.js';
import { startEmbeddedStack, type EmbeddedStack } from './embedded-stack.js';
import { findStack, removeStackRecord, writeStackRecord } from './stack-record.js';

export interface Server {
  readonly api: ApiClient;
  /** Whether it ends with this command. */
  readonly isEmbedded: boolean;
  /** Aborted by Ctrl-C, and when an embedded process ends by itself. */
  readonly signal: AbortSignal;
}

type Work<T> = (server: Server) => Promise<T>;

export interface ServerNeeds {
  /** Worker processes, where a stack has to be started; none is enough to look at results. */
  readonly workers: number;
  readonly port?: number;
  /** Folders in which studies may name files of weights, where a stack has to be started. */
  readonly weightsFolders?: readonly string[];
}

/**
 * Works with the server that CROSSFOLD_URL names, else with the stack that runs on the home, else
 * with one started for this command alone.
 */
export async function withServer<T>(
  context: CommandContext,
  needs: ServerNeeds,
  work: Work<T>,
): Promise<T> {
  const { config, signal } = context;
  if (config.url === null) context.tellStateFolder();
  const url = config.url ?? (await findStack(config.homeDir))?.url;
  if (url !== undefined) return work({ api: clientOf(context, url), isEmbedded: false, signal });
  return needs.workers > 0 ? withWorkers(context, needs, work) : withoutWorkers(context, work);
}

/** Holds the lock to the end: a stack without workers is nothing that others should find. */
function withoutWorkers<T>(context: CommandContext, work: Work<T>): Promise<T> {
  return locked(context, async () => {
    const running = await findStack(context.config.homeDir);
    if (running) return workWith(context, running.url, work);
    const stack = await start(context, { workers: 0 });
    try {
      return await workOn(context, stack, work);
    } finally {
      await stack.stop();
    }
  });
}

async function withWorkers<T>(
  context: CommandContext,
  needs: ServerNeeds,
  work: Work<T>,
): Promise<T> {
  const found = await locked(context, async () => {
    const running = await findStack(context.config.homeDir);
    return running ? { running } : { stack: await startRecorded(context, needs) };
  });
  if (!found.stack) return workWith(context, found.running.url, work);
  const { stack } = found;
  try {
    return await workOn(context, stack, work);
  } finally {
    await stopRecorded(context, stack);
  }
}

/** Starts a stack that other commands find. The caller holds the lock. */
export async function startRecorded(
  context: CommandContext,
  needs: ServerNeeds,
): Promise<EmbeddedStack> {
  const stack = await start(context, needs);
  const { url, pids } = stack;
  await writeStackRecord(context.config.homeDir, { url, pid: process.pid, pids });
  return stack;
}

/** Locked, so that the next command starts its stack after the last process of this one ended. */
export function stopRecorded(context: CommandContext, stack: EmbeddedStack): Promise<void> {
  return locked(context, async () => {
    await removeStackRecord(context.config.homeDir);
    await stack.stop();
  });
}

export async function locked<T>(
  { config, terminal }: CommandContext,
  work: () => Promise<T>,
): Promise<T> {
  await makeStateFolder(config.homeDir);
  return withLock(join(config.homeDir, 'stack.lock'), work, {
    onWait: ({ pid }) => {
      terminal.note(`waiting for process ${pid}, which starts or ends processes here`);
    },
  });
}

/** @throws AppError CONFIG_INVALID where no folder can be */
async function makeStateFolder(homeDir: string): Promise<void> {
  try {
    await mkdir(homeDir, { recursive: true });
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    const message = `expected a folder for the state at ${homeDir}, got ${code}`;
    throw new AppError('CONFIG_INVALID', message, {
      remedy: 'Let CROSSFOLD_HOME name a folder that you may write, or work in another one.',
      cause,
    });
  }
}

function clientOf({ config }: CommandContext, url: string): ApiClient {
  return createApiClient({ url, token: config.token });
}

function start(context: CommandContext, needs: ServerNeeds): Promise<EmbeddedStack> {
  const { config, signal, terminal } = context;
  const note = (text: string) => {
    terminal.note(text);
  };
  return startEmbeddedStack(config, { port: 0, ...needs, signal, note });
}

function workWith<T>(context: CommandContext, url: string, work: Work<T>): Promise<T> {
  return work({ api: clientOf(context, url), isEmbedded: false, signal: context.signal });
}

async function workOn<T>(context: CommandContext, stack: EmbeddedStack, work: Work<T>): Promise<T> {
  const signal = AbortSignal.any([context.signal, stack.lost]);
  try {
    return await work({ api: clientOf(context, stack.url), isEmbedded: true, signal });
  } finally {
    // Why the server went away says more than that it cannot be reached.
    stack.lost.throwIfAborted();
  }
}
