import type { AuditEntry } from '@crossfold/contracts';
import type { Command } from 'commander';
import type { CommandContext } from '../process/context.js';
import { withServer } from '../stack/with-server.js';
import { listLines } from '../terminal/list-lines.js';
import { integerParser } from './option-parsers.js';

interface AuditLogOptions {
  readonly last: number;
  readonly user?: string;
}

export function addAuditLogCommand(program: Command, context: CommandContext): void {
  program
    .command('audit-log')
    .option('--last <number>', 'of the newest commands', integerParser(1, 100_000), 50)
    .option('--user <name>', 'of this user alone')
    .action((options: AuditLogOptions) => auditLog(context, options));
}

async function auditLog(context: CommandContext, { last, user }: AuditLogOptions): Promise<void> {
  const { terminal } = context;
  const newest = await withServer(context, { workers: 0 }, ({ api }) =>
    api.auditLog(last, (entry) => user === undefined || entry.user === user),
  );
  const entries = newest.reverse();
  for (const entry of entries) terminal.emit(entry);
  const columns = ['at', 'user', 'from', 'command', 'outcome', 'path'];
  terminal.print(
    ...listLines(
      terminal,
      columns.map((title) => ({ title })),
      entries.map((entry) => [
        entry.at,
        entry.user ?? 'unknown',
        entry.from,
        entry.operation ?? entry.method,
        outcomeOf(entry),
        entry.path,
      ]),
    ),
  );
}

function outcomeOf({ status, code }: AuditEntry): string {
  // One that was killed has no entry after this.
  if (status < 200) return `begun ${status}`;
  return code === null ? `done ${status}` : `refused ${status} ${code}`;
}
