import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { AppError, errorKinds, type ErrorCode } from '@crossfold/contracts';

export interface AppProcess {
  readonly name: string;
  readonly pid: number;
  /** The JSON line that it printed when it was up. */
  readonly ready: Readonly<Record<string, unknown>>;
  readonly logPath: string;
  /** Settles when it has ended, for whatever reason. */
  readonly exited: Promise<void>;
  /** Asks it to end, insists after a while, and waits until it has. */
  stop(): Promise<void>;
}

export interface AppProcessOptions {
  readonly app: 'orchestrator' | 'worker';
  /** Names the log file; differs between processes of the same app. */
  readonly name: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly logDir: string;
  readonly signal: AbortSignal;
}

const require = createRequire(import.meta.url);
/** A worker gives its trials back within this time. */
const stopTimeoutMs = 35_000;
const errorTailLength = 8000;

/**
 * Starts a built app and waits until it says that it is up.
 *
 * @throws the app's own error when it does not come up; the reason of `signal` when that is aborted
 */
export async function startAppProcess(options: AppProcessOptions): Promise<AppProcess> {
  const { app, name, environment, logDir, signal } = options;
  signal.throwIfAborted();
  await mkdir(logDir, { recursive: true });
  const logPath = join(logDir, `${name}.log`);
  const program = join(
    dirname(require.resolve(`@crossfold/${app}/package.json`)),
    'bundle/main.js',
  );
  const child = spawn(process.execPath, [program], {
    env: environment,
    // Ctrl-C must reach only this process, which ends the others in order. Should this process be
    // killed, the closed channel tells the child.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const errors = keepLog(child, logPath);
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
  const stop = () => stopChild(child, exited);
  try {
    const ready = await untilReady(child, { name, logPath, errors, signal });
    return { name, pid: child.pid ?? 0, ready, logPath, exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @returns the end of what it wrote to standard error */
function keepLog({ stdout, stderr }: ChildProcess, logPath: string): () => string {
  const keep = (text: string | Buffer) => {
    try {
      appendFileSync(logPath, text);
    } catch {
      // A full disk costs lines of the log, not the processes: they wait for space and go on.
    }
  };
  let tail = '';
  stdout?.on('data', keep);
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    keep(text);
    tail = (tail + text).slice(-errorTailLength);
  });
  return () => tail;
}

interface Waiting {
  readonly name: string;
  readonly logPath: string;
  readonly errors: () => string;
  readonly signal: AbortSignal;
}

function untilReady(
  child: ChildProcess,
  { name, logPath, errors, signal }: Waiting,
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', abort, { once: true });
    child.once('error', reject);
    child.once('close', () => {
      signal.removeEventListener('abort', abort);
      reject(startFailure(name, errors(), logPath));
    });
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{"event"')) return;
      signal.removeEventListener('abort', abort);
      resolve(JSON.parse(line) as Record<string, unknown>);
    });
  });
}

/** The error that the app printed, as its own; anything else with the end of the log. */
function startFailure(name: string, errors: string, logPath: string): AppError {
  const [, code = '', message = ''] = /^error ([A-Z_]+): (.*)$/m.exec(errors) ?? [];
  const [, remedy = ''] = /^remedy: (.*)$/m.exec(errors) ?? [];
  const problems = [...errors.matchAll(/^ {2}(\S.*)$/gm)].map(([, problem = '']) => problem);
  if (Object.hasOwn(errorKinds, code)) {
    return new AppError(code as ErrorCode, `${name}: ${message}`, { problems, remedy });
  }
  const tail = errors.trim().split('\n').slice(-8).join('\n') || 'no word';
  return new AppError('INTERNAL', `expected ${name} to start, got: ${tail}`, {
    remedy: `See ${logPath}.`,
  });
}

async function stopChild(child: ChildProcess, exited: Promise<void>): Promise<void> {
  const hasEnded = child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  if (hasEnded) return;
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await exited;
  clearTimeout(insist);
}
