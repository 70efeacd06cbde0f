import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { defaultThreads } from '@crossfold/contracts';
import type { StepTask } from '@crossfold/training/tensorflow';
import { forwardOutput, pipedOutput } from '../slot/forward-output.js';
import type { ProbeAnswer, ProbeRequest } from './probe-messages.js';

const processPath = fileURLToPath(new URL('./probe-process.js', import.meta.url));

const windows = 3;
const windowSeconds = 1;
/** A driver that hangs must not keep the worker from its work. */
const patienceMs = 180_000;

/**
 * Images that so many processes train on in a second, all together: the middle one of three windows of
 * a second, when their graphs are built.
 *
 * @param environment of each, beside that of this process
 * @throws Error when one of them fails, or they take longer than three minutes
 */
export async function measureTogether(
  task: StepTask,
  count: number,
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const probes = Array.from({ length: count }, () => startProbe(environment));
  const timer = setTimeout(() => {
    for (const { child } of probes) child.kill('SIGKILL');
  }, patienceMs);
  const askAll = (request: ProbeRequest) => Promise.all(probes.map(({ ask }) => ask(request)));
  try {
    await askAll({ type: 'prepare', task });
    const rates: number[] = [];
    while (rates.length < windows) {
      const ran = await askAll({ type: 'run', seconds: windowSeconds });
      const rateOf = (answer: ProbeAnswer) =>
        answer.type === 'ran' ? answer.images / answer.seconds : 0;
      rates.push(ran.map(rateOf).reduce((sum, rate) => sum + rate, 0));
    }
    return rates.sort((a, b) => a - b)[Math.floor(windows / 2)] ?? 0;
  } finally {
    clearTimeout(timer);
    for (const { child } of probes) child.kill('SIGKILL');
    await Promise.all(probes.map(({ ended }) => ended));
  }
}

interface Probe {
  readonly child: ChildProcess;
  readonly ask: (request: ProbeRequest) => Promise<ProbeAnswer>;
  /** Settles when it is gone. */
  readonly ended: Promise<string>;
}

function startProbe(environment: NodeJS.ProcessEnv): Probe {
  const threads = { TF_NUM_INTRAOP_THREADS: String(defaultThreads) };
  const child = fork(processPath, [], {
    env: { ...process.env, ...threads, ...environment },
    stdio: pipedOutput,
  });
  void forwardOutput(child);
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => {
      resolve(message);
    });
    child.once('exit', (code, signal) => {
      resolve(`the end of its process by ${signal ?? `code ${code}`}`);
    });
  });
  const ask = async (request: ProbeRequest): Promise<ProbeAnswer> => {
    const answered = new Promise<ProbeAnswer>((resolve) => {
      child.once('message', (message) => {
        resolve(message as ProbeAnswer);
      });
    });
    child.send(request, () => undefined);
    const failed = ended.then((message): ProbeAnswer => ({ type: 'failed', message }));
    const answer = await Promise.race([answered, failed]);
    if (answer.type === 'failed') throw new Error(answer.message);
    return answer;
  };
  return { child, ask, ended };
}
