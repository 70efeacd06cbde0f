import { once } from 'node:events';
import { AppError } from '@crossfold/contracts';
import type { Command } from 'commander';
import type { CommandContext } from '../process/context.js';
import { findStack } from '../stack/stack-record.js';
import { locked } from '../stack/state-lock.js';
import { startRecorded, stopRecorded } from '../stack/with-server.js';
import { integerParser } from './option-parsers.js';

interface UpOptions {
  readonly workers: number;
  readonly port: number;
}

export function addUpCommand(program: Command, context: CommandContext): void {
  program
    .command('up')
    .option('--workers <number>', 'worker processes', integerParser(0, 64), 1)
    .option('--port <number>', 'of the API and the page, 0 for any', integerParser(0, 65_535), 7430)
    .action((options: UpOptions) => up(context, options));
}

async function up(context: CommandContext, options: UpOptions): Promise<void> {
  const { terminal, signal, config } = context;
  const stack = await locked(context, async () => {
    const running = await findStack(config.homeDir);
    if (!running) return startRecorded(context, options);
    throw new AppError('CONFLICT', `expected nothing to run here, got a stack at ${running.url}`, {
      remedy: `Use it, or end it first: crossfold down (process ${running.pid}).`,
    });
  });
  try {
    terminal.emit({ type: 'up', url: stack.url, pids: stack.pids });
    terminal.print(`crossfold runs at ${stack.url}; Ctrl-C or crossfold down ends it`);
    const ended = AbortSignal.any([signal, stack.lost]);
    if (!ended.aborted) await once(ended, 'abort');
    stack.lost.throwIfAborted();
  } finally {
    await stopRecorded(context, stack);
  }
}
