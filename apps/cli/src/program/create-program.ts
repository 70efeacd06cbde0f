import type { Writable } from 'node:stream';
import { Command, Help, InvalidArgumentError } from 'commander';
import { packageVersion } from './package-version.js';
import type { CommandContext } from '../process/context.js';
import { commandNames, commandRows } from './command-rows.js';
import { examplesOf } from './examples.js';
import { exitCodeLines } from './exit-codes.js';

/** Options of every command. */
export interface GlobalOptions {
  readonly json?: true;
  readonly server?: string;
  readonly context?: string;
}

/**
 * The command line. Errors of its parser are thrown, not printed.
 *
 * @param called the words of a call: only the commands among them are loaded, the others are there by
 *   name; left out, all are loaded
 */
export async function createProgram(
  context: CommandContext,
  stdout: Writable,
  called?: readonly string[],
): Promise<Command> {
  const usual = new Help();
  // Completion tells of all others.
  const wanted = called?.includes('completion') ? undefined : called;
  const program: Command = new Command('crossfold')
    .description('Cross-validated training studies: which technique really helps?')
    .version(packageVersion())
    .option('--json', 'one JSON value a line on standard output, for programs')
    .option('--context <name>', 'the server of this context (crossfold context --help)')
    .option('--server <url>', 'the server at this address, whatever CROSSFOLD_URL says', parseUrl)
    .configureHelp({
      // Options and arguments are known of the commands that are loaded.
      subcommandTerm: (command) =>
        command.parent === program ? command.name() : usual.subcommandTerm(command),
    })
    .addHelpText('after', `\n${startsText}\n\n${exitCodeLines().join('\n')}`)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      // The help of a command that was called without its subcommand; errors go another way.
      writeErr: (text) => stdout.write(text),
      outputError: () => undefined,
    });
  for (const name of commandNames) {
    const { about, load } = commandRows[name];
    if (wanted === undefined || wanted.includes(name)) (await load())(program, context);
    else program.command(name);
    program.commands.find((command) => command.name() === name)?.description(about);
  }
  for (const command of program.commands) addExamples(command, command.name());
  return program;
}

function parseUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('expected http(s)://HOST:PORT');
}

function addExamples(command: Command, path: string): void {
  const examples = examplesOf(path);
  if (examples.length > 0) {
    command.addHelpText(
      'after',
      ['', 'Examples:', ...examples.map((line) => `  ${line}`)].join('\n'),
    );
  }
  for (const inner of command.commands) {
    addExamples(inner, `${path} ${inner.name()}`);
  }
}

const startsText = `Only run, reproduce, demo, evaluate, explain, reconcile, up, and of study those that follow,
control or clone a study need a server: that of --server, --context, CROSSFOLD_URL or the context
in use, or the one that runs here, else they start one. The others start none: without one they
work with the store alone.`;
