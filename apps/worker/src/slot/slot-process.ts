import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { forwardOutput, pipedOutput, type OutputName } from './forward-output.js';
import type { SlotRequest } from './messages.js';

const processPath = fileURLToPath(new URL('./process.js', import.meta.url));

/** A process of a slot, and what it has done. */
export interface SlotProcess {
  readonly child: ChildProcess;
  /** Beside that of this process. */
  readonly environment: NodeJS.ProcessEnv;
  /** Tasks that went well. */
  tasks: number;
  /** Memory that it held after the first of them. */
  firstResidentBytes: number | null;
  /** Settles when it is gone. */
  readonly ended: Promise<void>;
  hasEnded: boolean;
  /** Is told of each line that it prints: what runs in it, or ran in it last. */
  hear: (source: OutputName, line: string) => void;
  /** Settles when it has printed its last word, after its end. */
  readonly fellSilent: Promise<void>;
}

/** @param environment beside that of this process */
export function startProcess(environment: NodeJS.ProcessEnv): SlotProcess {
  const child = fork(processPath, [], {
    env: { ...process.env, ...environment },
    execArgv: [...process.execArgv, '--expose-gc'],
    serialization: 'advanced',
    stdio: pipedOutput,
  });
  const fellSilent = forwardOutput(child, (source, line) => {
    started.hear(source, line);
  });
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      started.hasEnded = true;
      resolve();
    };
    child.once('exit', end).once('error', end);
  });
  const started: SlotProcess = {
    child,
    environment,
    tasks: 0,
    firstResidentBytes: null,
    ended,
    hasEnded: false,
    hear: () => undefined,
    fellSilent,
  };
  return started;
}

/** A process that is gone hears nothing; its exit says so. */
export function tell(child: ChildProcess, request: SlotRequest): void {
  child.send(request, () => undefined);
}

export async function endProcess({ child, ended }: SlotProcess): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}
