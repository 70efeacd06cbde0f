import { provisionTensorflow, provisionValkey, type ProvisionEvent } from '@crossfold/provision';
import type { Command } from 'commander';
import type { CommandContext } from '../process/context.js';
import { createProgressLine, type ProgressLine } from '../terminal/progress-line.js';
import type { Terminal } from '../terminal/terminal.js';
import { formatBytes, formatShare } from '../terminal/units.js';

const plainIntervalMs = 5000;

export function addSetupCommand(program: Command, context: CommandContext): void {
  program.command('setup').action(() => setUp(context));
}

export async function setUp({ terminal, config }: CommandContext): Promise<void> {
  const env = config.environment;
  const { version, flavour } = await provisionTensorflow({ env, report: reporter(terminal) });
  terminal.print(`TensorFlow ${version} (${flavour}) is set up`);
  terminal.emit({ type: 'setup.done', step: 'tensorflow', version, flavour });
  const path = await provisionValkey({ env, report: reporter(terminal) });
  terminal.print('Valkey is set up');
  terminal.emit({ type: 'setup.done', step: 'valkey', path });
}

/** Words are said when they change; bytes of a download now and then. */
function reporter(terminal: Terminal): (event: ProvisionEvent) => void {
  let line: ProgressLine = createProgressLine(terminal, { plainIntervalMs });
  let lastMessage = '';
  return (event) => {
    const record = { type: 'setup.progress', ...event };
    if (event.doneBytes !== undefined) {
      line.update(textOf(event), record);
      return;
    }
    if (event.message === lastMessage) return;
    lastMessage = event.message;
    line = createProgressLine(terminal, { plainIntervalMs });
    if (terminal.mode === 'interactive') line.update(textOf(event), record);
    else line.finish(textOf(event), record);
  };
}

function textOf({ step, message, doneBytes, totalBytes }: ProvisionEvent): string {
  if (doneBytes === undefined) return `${step}: ${message}`;
  if (totalBytes === undefined) return `${step}: ${message}, ${formatBytes(doneBytes)}`;
  const share = formatShare(doneBytes, totalBytes);
  return `${step}: ${message}, ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)} (${share})`;
}
