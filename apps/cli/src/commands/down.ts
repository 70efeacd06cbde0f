import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@crossfold/contracts';
import { isAlive } from '@crossfold/provision';
import type { Command } from 'commander';
import type { CommandContext } from '../process/context.js';
import { placeOf } from '../process/state-folder.js';
import { findStack } from '../stack/stack-record.js';

const pollMs = 100;

export function addDownCommand(program: Command, context: CommandContext): void {
  program.command('down').action(() => down(context));
}

/** As Ctrl-C where it was started; trials keep their checkpoints. */
async function down({ terminal, config, signal }: CommandContext): Promise<void> {
  if (config.url !== null) {
    throw new AppError('CONFIG_INVALID', `expected a stack here, got CROSSFOLD_URL=${config.url}`, {
      remedy: 'Unset CROSSFOLD_URL; a server elsewhere is ended where it was started.',
    });
  }
  const stack = await findStack(config.homeDir);
  if (!stack) {
    terminal.print(`nothing runs on ${placeOf(config)}`);
    return;
  }
  process.kill(stack.pid, 'SIGTERM');
  while (isAlive(stack.pid)) await sleep(pollMs, undefined, { signal });
  terminal.emit({ type: 'down', url: stack.url });
  terminal.print(`${stack.url} has ended`);
}
