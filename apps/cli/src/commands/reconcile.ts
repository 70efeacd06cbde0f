import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { withServer } from '../stack/with-server.js';

export function addReconcileCommand(program: Command, context: CommandContext): void {
  program
    .command('reconcile')
    .description('rebuild the queue from the store, as is done at each start and after a wipe')
    .action(() => reconcile(context));
}

async function reconcile(context: CommandContext): Promise<void> {
  const { terminal } = context;
  const { studies } = await withServer(context, { workers: 0 }, ({ api }) => api.reconcile());
  for (const study of studies) {
    terminal.emit(study);
    terminal.print(`${study.studyId}: queued again with ${study.trials.length} trials`);
  }
  if (studies.length === 0) terminal.print('nothing was missing from the queue');
}
