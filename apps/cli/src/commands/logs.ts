import { AppError, redact } from '@crossfold/contracts';
import { Option, type Command } from 'commander';
import { followLines, listLogFiles, readLines, sourceOf } from '../logs/log-files.js';
import {
  fits,
  logLevels,
  logLineText,
  mergeLines,
  parseLogLine,
  type LogFilter,
  type LogLine,
} from '../logs/log-line.js';
import type { CommandContext } from '../process/context.js';
import { assertState } from '../process/state-folder.js';
import type { Terminal } from '../terminal/terminal.js';
import { integerParser } from './option-parsers.js';

interface LogsOptions extends LogFilter {
  readonly lines: number;
  readonly follow?: true;
}

export function addLogsCommand(program: Command, context: CommandContext): void {
  program
    .command('logs')
    .argument('[process]', 'of one process alone, such as worker-1')
    .option('-f, --follow', 'go on with the lines that come, until Ctrl-C')
    .option(
      '--lines <number>',
      'of the end, all processes together',
      integerParser(0, 100_000),
      100,
    )
    .addOption(new Option('--level <level>', 'of this level or a graver one').choices(logLevels))
    .option('--study <study>', 'of this study alone, by its id or its name')
    .option('--trial <id>', 'of this trial alone')
    .action((process: string | undefined, options: LogsOptions) => logs(context, process, options));
}

async function logs(
  context: CommandContext,
  process: string | undefined,
  options: LogsOptions,
): Promise<void> {
  const { config, terminal, signal } = context;
  if (config.url !== null) {
    const { study, trial, lines, follow } = options;
    if (study !== undefined && trial !== undefined && process === undefined) {
      // What a trial says is stored, wherever its worker runs.
      const { showTrialLog } = await import('../study/show-trial-log.js');
      await showTrialLog(context, study, trial, { tail: Math.max(1, lines), follow });
      return;
    }
    throw new AppError('REQUEST_INVALID', `expected a stack here, got the server ${config.url}`, {
      remedy:
        'Its logs are where its processes run: see docs/deployment.md. For the log of a trial: --study STUDY --trial TRIAL. For a stack here: --context local.',
    });
  }
  assertState(config);
  const isWanted = (path: string) => process === undefined || sourceOf(path) === process;
  const files = await listLogFiles(config.homeDir);
  if (!files.some(isWanted) && !options.follow) throw noLog(files, process, config.homeDir);
  const ends = new Map<string, number>();
  const parsed: LogLine[][] = [];
  for (const path of files) {
    const { lines, end } = await readLines(path);
    ends.set(path, end);
    if (isWanted(path)) parsed.push(lines.map((line) => parseLogLine(sourceOf(path), line)));
  }
  const fitting = mergeLines(parsed).filter((line) => fits(line, options));
  write(terminal, options.lines === 0 ? [] : fitting.slice(-options.lines));
  if (!options.follow) return;
  for await (const { path, lines } of followLines(config.homeDir, ends, signal)) {
    if (!isWanted(path)) continue;
    const more = lines.map((line) => parseLogLine(sourceOf(path), line));
    write(
      terminal,
      more.filter((line) => fits(line, options)),
    );
  }
}

function write(terminal: Terminal, lines: readonly LogLine[]): void {
  for (const { source, text, fields } of lines) {
    terminal.emit({ process: source, ...(fields ?? { msg: redact(text) }) });
  }
  if (lines.length > 0) terminal.print(...lines.map(logLineText));
}

function noLog(files: readonly string[], process: string | undefined, homeDir: string): AppError {
  const known = files.map(sourceOf).join(', ') || 'none';
  const what = process === undefined ? 'logs' : `the log of ${process}`;
  return new AppError('NOT_FOUND', `expected ${what} in ${homeDir}/logs; there: ${known}`, {
    remedy: 'Logs are there once a stack has run here: crossfold up, or crossfold run.',
  });
}
