import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { waitUntil } from './wait-until.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface RunningProcess {
  readonly pid: number;
  /** The JSON line that it printed when it was up. */
  readonly ready: Record<string, unknown>;
  /** Everything it wrote to standard error. */
  readonly errors: () => string;
  readonly exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
  /** Closes the pipes of its output, as the end of whoever reads them does. */
  stopReading(): void;
}

/**
 * Starts a built app (`apps/NAME`) and waits until it prints `{"event": …}`.
 *
 * @param launcher words of a program that becomes the app, before its command line
 */
export function startApp(
  name: string,
  env: NodeJS.ProcessEnv,
  launcher: readonly string[] = [],
): Promise<RunningProcess> {
  const own = [process.execPath, `${root}apps/${name}/bundle/main.js`];
  return startProgram(name, [...launcher, ...own], env);
}

/** Starts a program that ends as an app, and waits until that prints `{"event": …}`. */
export async function startProgram(
  name: string,
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<RunningProcess> {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const text = () => Buffer.concat(errors).toString();
  const ready = await firstEvent(child, name, text);
  const kill = (signal: NodeJS.Signals) => void child.kill(signal);
  const stopReading = () => {
    child.stdout.destroy();
    child.stderr.destroy();
  };
  return { pid: child.pid ?? -1, ready, errors: text, exited, kill, stopReading };
}

function firstEvent(
  child: ChildProcess,
  name: string,
  errors: () => string,
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) throw new Error('standard output is not a pipe');
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{"event"')) resolve(JSON.parse(line) as Record<string, unknown>);
    });
    child.on('exit', (code) => {
      reject(new Error(`${name} ended with ${code} before it was up:\n${errors()}`));
    });
  });
}

/** Processes that a process has started and that still run: of a worker, its slots at work. */
export async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.split(' ').filter(Boolean).map(Number);
}

/** The kernel tells times in ticks of USER_HZ, which is 100 on every machine that Node runs on. */
const msPerTick = 10;

/** User and system time of all threads of a process so far, without its children; Linux alone tells. */
export async function cpuMsOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name, in parentheses, may hold spaces: after it come the state and, as 12th and 13th, both times.
  const [user, system] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return msPerTick * (Number(user) + Number(system));
}

/** Slots of a worker at work: not those that are being started, which would hold it up if stopped. */
export async function slotsOf(pid: number): Promise<number[]> {
  const children = await childrenOf(pid);
  const commands = await Promise.all(
    children.map((child) => readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '')),
  );
  return children.filter((_, index) => commands[index]?.includes('slot/process.js'));
}

/** Waits until no signal to a process is still on its way: a second one of a kind would be the same. */
export async function untilHeard(pid: number): Promise<void> {
  const pending = /^(?:Sig|Shd)Pnd:.*[1-9a-f]/m;
  await waitUntil(`process ${pid} to have taken its signals`, async () => {
    return !pending.test(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''));
  });
}

/** The slot of a worker at work, which has one or will have one. */
export async function slotOf({ pid }: RunningProcess): Promise<number> {
  return waitUntil(`a slot of worker ${pid}`, async () => (await slotsOf(pid))[0]);
}

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built `crossfold` command to its end. */
export function runCli(args: readonly string[], env: NodeJS.ProcessEnv): Promise<CommandResult> {
  return runProgram([process.execPath, `${root}apps/cli/bundle/main.js`, ...args], env);
}

/** Runs a program to its end. */
export function runProgram(
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, errors]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const [stdout, stderr] = [Buffer.concat(out).toString(), Buffer.concat(errors).toString()];
      resolve({ code, stdout, stderr });
    });
  });
}

/** Runs the built `crossfold` command, whose notes nobody reads. @returns its exit code */
export function runUnread(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`${root}apps/cli/bundle/main.js`, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.destroy();
    child.on('error', reject).on('exit', resolve);
  });
}
