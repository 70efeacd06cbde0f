import { once } from 'node:events';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Command } from 'commander';
import { createSession } from '../mcp/session.js';
import { createMcpServer } from '../mcp/tools.js';
import type { CommandContext } from '../process/context.js';
import { integerParser, numberParser } from './option-parsers.js';

interface McpOptions {
  readonly maxTrials: number;
  readonly maxHours?: number;
  readonly allowOpening?: true;
  readonly readOnly?: true;
}

export function addMcpCommand(program: Command, context: CommandContext): void {
  program
    .command('mcp')
    .option('--max-trials <number>', 'trials to submit at most', integerParser(0, 1_000_000), 100)
    .option('--max-hours <number>', 'hours of slots at most, where known', numberParser(0, 1e6))
    .option('--allow-opening', 'let studies that open the sealed part be submitted, if confirmed')
    .option('--read-only', 'let nothing be submitted')
    .action((options: McpOptions) => serve(context, options));
}

/** Until its input ends, or it is asked to end. */
async function serve(context: CommandContext, options: McpOptions): Promise<void> {
  const { maxTrials, maxHours = null, allowOpening = false, readOnly = false } = options;
  const session = createSession({ maxTrials, maxHours, allowsOpening: allowOpening });
  const { signal, terminal } = context;
  const handle = serveStdio(() => createMcpServer(context, session, { isReadOnly: readOnly }), {
    onerror: (error) => {
      terminal.note(error.message);
    },
  });
  await once(process.stdin, 'end', { signal }).catch(() => undefined);
  await handle.close();
}
