import { writeFileAtomically } from '@crossfold/provision';
import { Option, type Command } from 'commander';
import type { ReportFormat } from '../client/api-client.js';
import type { CommandContext } from '../context.js';
import { withServer } from '../stack/with-server.js';
import { findStudyId } from '../study/find-study.js';

interface ReportOptions {
  readonly format?: ReportFormat;
  readonly out?: string;
}

const formats = ['md', 'csv', 'json', 'latex'] as const satisfies readonly ReportFormat[];

export function addReportCommand(program: Command, context: CommandContext): void {
  program
    .command('report <study>')
    .description('the answer of a study, by its id or its name')
    .addOption(new Option('--format <format>', 'md, or json with --json').choices(formats))
    .option('--out <file>', 'write it to a file')
    .action((wanted: string, options: ReportOptions) => report(context, wanted, options));
}

async function report(
  context: CommandContext,
  wanted: string,
  options: ReportOptions,
): Promise<void> {
  const { terminal } = context;
  const format = options.format ?? (terminal.mode === 'json' ? 'json' : 'md');
  const text = await withServer(context, { workers: 0 }, async ({ api }) =>
    api.reportText(await findStudyId(api, wanted), format),
  );
  if (options.out === undefined) {
    terminal.write(text);
    return;
  }
  await writeFileAtomically(options.out, text);
  terminal.note(`written to ${options.out}`);
}
