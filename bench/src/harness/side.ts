import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Readable } from 'node:stream';
import { AppError } from '@crossfold/contracts';

/** Ours or a peer: a process that lives for the whole benchmark and works only when it is asked. */
export interface Side {
  readonly name: string;
  /** Sends one request and waits for its answer; nothing else may run meanwhile. */
  ask<Answer>(request: SideRequest): Promise<Answer>;
  /** Largest resident memory so far, of the process itself without its children. */
  peakRssMib(): Promise<number>;
  stop(): Promise<void>;
}

export interface SideRequest {
  readonly do: string;
  readonly [field: string]: unknown;
}

export interface SideProgram {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Beside what all sides have. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Receives what it prints, piece by piece; left out: nobody does. */
  readonly onOutput?: (text: string) => void;
}

const silentExitMs = 5000;

/**
 * Our side of a benchmark: a file of `sides` in Node.
 *
 * @param switches of Node
 */
export function nodeSide(file: string, switches: readonly string[] = []): SideProgram {
  const script = fileURLToPath(new URL(`../sides/${file}.js`, import.meta.url));
  return { name: 'crossfold', program: process.execPath, args: [...switches, script] };
}

/** A peer: a script of `python`. */
export function pythonSide(name: string, python: string, file: string): SideProgram {
  const script = fileURLToPath(new URL(`../../python/${file}.py`, import.meta.url));
  return { name, program: python, args: [script] };
}

/** The switches that both sides read alike. */
export function sideEnvironment(threads: number): NodeJS.ProcessEnv {
  return {
    ...process.env,
    TF_ENABLE_ONEDNN_OPTS: '1',
    TF_CPP_MIN_LOG_LEVEL: '3',
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: String(threads),
    OMP_NUM_THREADS: String(threads),
    // Where others share the cores, PyTorch's threads spinning at barriers cost it most of its speed.
    OMP_WAIT_POLICY: 'PASSIVE',
    CUDA_VISIBLE_DEVICES: '',
  };
}

/** Requests go in as lines of JSON on standard input; answers come back on descriptor 3. */
export function startSide(
  { name, program, args, environment, onOutput }: SideProgram,
  threads: number,
): Side {
  const child = spawn(program, args, {
    env: { ...sideEnvironment(threads), ...environment },
    stdio: ['pipe', onOutput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
  if (onOutput) child.stdout?.setEncoding('utf8').on('data', onOutput);
  const complained: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complained.push(text);
    complained.splice(0, complained.length - 50);
  });
  child.stdin?.on('error', () => undefined);
  const answers = createInterface({ input: child.stdio[3] as Readable })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', (error) => {
      complained.push(error.message);
      resolve();
    });
  });

  return {
    name,
    async ask<Answer>(request: SideRequest) {
      child.stdin?.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await answers.next();
      if (!done) return JSON.parse(value as string) as Answer;
      await ended;
      const last = complained.join('').trim().split('\n').slice(-12).join('\n');
      throw new AppError(
        'INTERNAL',
        `expected an answer of ${name} to ${request.do}, got: ${last}`,
      );
    },
    async peakRssMib() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
      return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? NaN) / 1024;
    },
    async stop() {
      child.stdin?.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), silentExitMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
