import { setTimeout as sleep } from 'node:timers/promises';
import { toAppError } from '@crossfold/contracts';
import { createApiClient, type ApiClient } from '../client/api-client.js';
import type { CommandContext } from '../process/context.js';
import { assertState, nameState } from '../process/state-folder.js';
import { startEmbeddedStack, type EmbeddedStack } from './embedded-stack.js';
import { watchStack, type JoinedStack } from './joined-stack.js';
import {
  findStack,
  removeStackRecord,
  writeStackRecord,
  type StackRecord,
} from './stack-record.js';
import { joinStack, otherUsers } from './stack-users.js';
import { locked } from './state-lock.js';

export interface Server {
  readonly api: ApiClient;
  /** Whether it ends with this command. */
  readonly isEmbedded: boolean;
  /** Aborted by Ctrl-C, and when the stack ends without this command. */
  readonly signal: AbortSignal;
}

type Work<T> = (server: Server) => Promise<T>;

export interface ServerNeeds {
  /** Worker processes, where a stack has to be started; none is enough to say what is wanted. */
  readonly workers: number;
  readonly port?: number;
  /** Folders in which studies may name files of weights, where a stack has to be started. */
  readonly weightsFolders?: readonly string[];
  /** Whether a state folder is made where there is none; else there is nothing to work with. */
  readonly makesState?: boolean;
  /** Whether the work may be done again, on a new stack, when that of another command was killed. */
  readonly isRepeatable?: boolean;
}

const usersPollMs = 500;

/**
 * Works with the server that CROSSFOLD_URL names, else with the stack that runs on the home, else
 * with one started for this command, which ends with the last command that uses it.
 *
 * @throws AppError NOT_FOUND where nothing was ever done here and `makesState` is not set
 */
export async function withServer<T>(
  context: CommandContext,
  needs: ServerNeeds,
  work: Work<T>,
): Promise<T> {
  const { config, signal } = context;
  return nameState(config, () => {
    const { url } = config;
    if (url !== null) return work({ api: clientOf(context, url), isEmbedded: false, signal });
    if (!needs.makesState) assertState(config);
    context.tellStateFolder();
    return withStack(context, needs, work);
  });
}

/**
 * Works with a server that runs already, of CROSSFOLD_URL or on the home. It waits for no other
 * command: where a stack starts or ends just now, there is none.
 *
 * @returns null where none runs
 */
export async function withRunningServer<T>(
  context: CommandContext,
  work: Work<T>,
): Promise<{ readonly answer: T } | null> {
  const { config, signal } = context;
  const { url, homeDir } = config;
  if (url !== null) {
    const server = { api: clientOf(context, url), isEmbedded: false, signal };
    return nameState(config, async () => ({ answer: await work(server) }));
  }
  const running = await findStack(homeDir);
  if (!running) return null;
  const { stack, leave } = await join(homeDir, running);
  try {
    // It may have ended between being found and being joined.
    await stack.look();
    if (stack.lost.aborted) return null;
    context.tellStateFolder();
    return await nameState(config, async () => ({
      answer: await workOn(context, stack, { isEmbedded: false }, work),
    }));
  } finally {
    await leave();
  }
}

async function withStack<T>(
  context: CommandContext,
  needs: ServerNeeds,
  work: Work<T>,
): Promise<T> {
  const { homeDir } = context.config;
  if (needs.workers === 0 && !(await findStack(homeDir))) return withoutWorkers(context, work);
  // Locked, so that a stack does not end between being found and being joined.
  const found = await locked(context, async () => {
    const running = await findStack(homeDir);
    if (running) return { joined: await join(homeDir, running) };
    return needs.workers > 0 ? { own: await startRecorded(context, needs) } : {};
  });
  if (found.joined) return workOnJoined(context, needs, found.joined, work);
  if (!found.own) return withoutWorkers(context, work);
  try {
    return await workOn(context, found.own, { isEmbedded: true }, work);
  } finally {
    await stopUnused(context, found.own);
  }
}

/** Holds the lock to the end: a stack without workers is nothing that others should find. */
function withoutWorkers<T>(context: CommandContext, work: Work<T>): Promise<T> {
  return locked(context, async () => {
    const { homeDir } = context.config;
    const running = await findStack(homeDir);
    if (running) return workOnJoined(context, { workers: 0 }, await join(homeDir, running), work);
    context.terminal.note('no stack is running here; starting a server for this command');
    const stack = await start(context, { workers: 0 });
    try {
      return await workOn(context, stack, { isEmbedded: true }, work);
    } finally {
      await stack.stop();
    }
  });
}

interface Joined {
  readonly stack: JoinedStack;
  leave(): Promise<void>;
}

async function join(homeDir: string, record: StackRecord): Promise<Joined> {
  const signOff = await joinStack(homeDir);
  const stack = watchStack(homeDir, record);
  return {
    stack,
    async leave() {
      stack.close();
      await signOff();
    },
  };
}

async function workOnJoined<T>(
  context: CommandContext,
  needs: ServerNeeds,
  { stack, leave }: Joined,
  work: Work<T>,
): Promise<T> {
  try {
    return await workOn(context, stack, { isEmbedded: false }, work);
  } catch (thrown) {
    // That nothing answers any more is known a moment before the next look says why.
    await stack.look();
    const isOver = context.signal.aborted || !stack.lost.aborted;
    if (isOver) throw thrown;
    if (!stack.isOrphaned() || !needs.isRepeatable) throw stack.lost.reason;
    context.terminal.note(
      `${toAppError(stack.lost.reason).message}; going on with a stack of its own`,
    );
  } finally {
    await leave();
  }
  return withStack(context, needs, work);
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
  return locked(context, () => stop(context, stack));
}

/** Once no other command uses it. */
async function stopUnused(context: CommandContext, stack: EmbeddedStack): Promise<void> {
  const { homeDir } = context.config;
  for (let isTold = false; ; isTold = true) {
    const users = await locked(context, async () => {
      const others = stack.lost.aborted ? [] : await otherUsers(homeDir);
      if (others.length === 0) await stop(context, stack);
      return others;
    });
    if (users.length === 0) return;
    if (!isTold) tellUsers(context, users);
    await sleep(usersPollMs);
  }
}

function tellUsers({ terminal, signal }: CommandContext, users: readonly number[]): void {
  const who = users.length === 1 ? `process ${users[0]}` : `processes ${users.join(', ')}`;
  const how = signal.aborted ? 'Ctrl-C again ends' : 'Ctrl-C twice ends';
  terminal.note(
    `done here; the servers and workers that this command started stay up for ${who} (${how} them now)`,
  );
}

async function stop({ config }: CommandContext, stack: EmbeddedStack): Promise<void> {
  await removeStackRecord(config.homeDir);
  await stack.stop();
}

function clientOf({ config }: CommandContext, url: string): ApiClient {
  const { token, homeDir } = config;
  if (config.url !== null) return createApiClient({ url, token });
  const unreachable = `Run the command again: it starts an orchestrator where none runs. Logs are in ${homeDir}/logs.`;
  return createApiClient({ url, token, unreachable });
}

function start(context: CommandContext, needs: ServerNeeds): Promise<EmbeddedStack> {
  const { config, signal, terminal } = context;
  const note = (text: string) => {
    terminal.note(text);
  };
  return startEmbeddedStack(config, { port: 0, ...needs, signal, note });
}

async function workOn<T>(
  context: CommandContext,
  { url, lost }: Pick<EmbeddedStack, 'url' | 'lost'>,
  { isEmbedded }: Pick<Server, 'isEmbedded'>,
  work: Work<T>,
): Promise<T> {
  const signal = AbortSignal.any([context.signal, lost]);
  try {
    return await work({ api: clientOf(context, url), isEmbedded, signal });
  } finally {
    // Why the server went away says more than that it cannot be reached.
    lost.throwIfAborted();
  }
}
