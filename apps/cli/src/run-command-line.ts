import type { Readable, Writable } from 'node:stream';
import { AppError } from '@crossfold/contracts';
import { CommanderError } from 'commander';
import { interruptedExitCode, writeFailure } from './failure.js';
import { onNpmEnd } from './parent-end.js';
import { parserFailure } from './parser-failure.js';
import { createInvocation } from './process/context.js';
import { createProgram, type GlobalOptions } from './program/create-program.js';
import { createTerminal, type Output } from './terminal/terminal.js';

export interface CommandLineProcess {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Writable;
  readonly env: NodeJS.ProcessEnv;
  /** Of the parent, as it is now. */
  readonly ppid: number;
  on(event: NodeJS.Signals, listener: () => void): unknown;
  exit(code: number): never;
}

/** @returns the exit code: 0, 1 for a failure, 2 for a wrong call, 130 when interrupted */
export async function runCommandLine(
  args: readonly string[],
  own: CommandLineProcess,
): Promise<number> {
  const { stdin, stdout, stderr, env, on, exit } = own;
  // Read before the options are parsed, because errors of the parser have a format too.
  const json = args.includes('--json');
  const terminal = createTerminal({ stdin, stdout, stderr }, { json, environment: env });
  const interruption = new AbortController();
  // SIGHUP: the terminal was closed, and the processes of `up` have to end all the same.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    on.call(process, signal, () => {
      // Whoever asks twice does not want to wait for processes to end in order.
      if (interruption.signal.aborted) exit(interruptedExitCode);
      interruption.abort(new AppError('CANCELLED', 'interrupted'));
    });
  }
  const forgetNpm = onNpmEnd(
    env,
    () => own.ppid,
    () => {
      interruption.abort(new AppError('CANCELLED', 'npm, which runs this, has ended'));
    },
  );
  const lost: { exitCode: number | null } = { exitCode: null };
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `crossfold … | head` closes the pipe early, which is nobody's error.
    lost.exitCode = error.code === 'EPIPE' ? 0 : 1;
    // Processes that were started here end in order.
    interruption.abort(new AppError('CANCELLED', 'nobody reads the output any more'));
  });
  // What accompanies a result is not worth it.
  stderr.on('error', () => undefined);
  const { context, exitCode, setServer } = createInvocation(terminal, env, interruption.signal);
  const program = await createProgram(context, stdout, args);
  program.hook('preAction', () => {
    setServer(program.opts<GlobalOptions>());
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return lost.exitCode ?? (interruption.signal.aborted ? interruptedExitCode : exitCode());
  } catch (thrown) {
    terminal.live.clear();
    if (interruption.signal.aborted) return lost.exitCode ?? interruptedExitCode;
    if (thrown instanceof CommanderError && isHelp(thrown)) return 0;
    const debug = Boolean(env['CROSSFOLD_DEBUG']);
    const failure =
      thrown instanceof CommanderError
        ? parserFailure(thrown, await createProgram(context, stdout), args)
        : thrown;
    return writeFailure(failure, stderr, { json, debug });
  } finally {
    forgetNpm();
  }
}

/** Asked for by `--help`, or by naming a group of commands alone. */
function isHelp({ code, exitCode }: CommanderError): boolean {
  return exitCode === 0 || code === 'commander.help';
}
