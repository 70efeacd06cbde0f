import { setTimeout as sleep } from 'node:timers/promises';
import { isInterruption } from '../client/answers.js';
import type { Command } from 'commander';
import type { CommandContext } from '../process/context.js';
import { readFrom } from '../stack/with-reader.js';
import { overviewLines } from '../top/overview-lines.js';
import { readOverview, type Overview } from '../top/overview.js';
import { numberParser } from './option-parsers.js';

interface TopOptions {
  readonly once?: true;
  readonly interval: number;
}

export function addTopCommand(program: Command, context: CommandContext): void {
  program
    .command('top')
    .option('--once', 'only once; so it is without a screen, and with --json')
    .option('--interval <seconds>', 'between two looks', numberParser(0.5, 3600), 2)
    .action((options: TopOptions) => top(context, options));
}

async function top(context: CommandContext, { once, interval }: TopOptions): Promise<void> {
  const { terminal, signal } = context;
  const look = () => readFrom(context, readOverview);
  if (once || terminal.mode !== 'interactive') {
    const overview = await look();
    terminal.emit(overview);
    terminal.print(...overviewLines(overview, { columns: terminal.size.columns, rows: Infinity }));
    return;
  }
  let last: Overview | null = null;
  while (!signal.aborted) {
    try {
      last = await look();
      terminal.live.draw(overviewLines(last, terminal.size));
    } catch (error) {
      // A server that restarts is back in a moment; what was seen last stays until then.
      if (last === null || !isInterruption(error)) throw error;
      terminal.live.draw([...overviewLines(last, terminal.size), '', 'no answer; asking again']);
    }
    await sleep(interval * 1000, undefined, { signal }).catch(() => undefined);
  }
}
