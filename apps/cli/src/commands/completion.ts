import { AppError } from '@crossfold/contracts';
import { listDatasets } from '@crossfold/storage';
import { Argument, Option, type Command } from 'commander';
import { nameKinds, type NameKind } from '../completion/candidates.js';
import { completionScript, shells, type Shell } from '../completion/shell-scripts.js';
import { withStore } from '../dataset/with-store.js';
import type { CommandContext } from '../process/context.js';
import { readContexts } from '../process/server-contexts.js';
import { describeCommands } from '../program/describe-commands.js';
import { withReader } from '../stack/with-reader.js';

/** @param program with all commands: they are what is completed */
export function addCompletionCommand(program: Command, context: CommandContext): void {
  program
    .command('completion')
    .addArgument(new Argument('[shell]', 'whose script is to be written').choices(shells))
    .addOption(
      new Option('--names <kind>', 'names, one a line, as the scripts ask for them').choices(
        nameKinds,
      ),
    )
    .action(async (shell: Shell | undefined, { names }: { readonly names?: NameKind }) => {
      if (names !== undefined) return writeNames(context, names);
      if (shell === undefined) {
        throw new AppError(
          'REQUEST_INVALID',
          `expected a shell of ${shells.join(', ')}, got none`,
          {
            remedy: 'Name one: crossfold completion bash.',
          },
        );
      }
      context.terminal.write(completionScript(shell, describeCommands(program)));
    });
}

/** Nothing where they cannot be read: who completes a word wants no message in the middle of it. */
async function writeNames(context: CommandContext, kind: NameKind): Promise<void> {
  const names = await listNames[kind](context).catch(() => []);
  if (names.length > 0) context.terminal.write([...new Set(names)].join('\n'));
}

const listNames = {
  studies: (context) =>
    withReader(context, async (reader) => (await reader.studyNames()).map(({ name }) => name)),
  datasets: (context) =>
    withStore(context, async (store) => (await listDatasets(store)).map(({ name }) => name)),
  contexts: ({ environment }) => Promise.resolve(Object.keys(readContexts(environment).contexts)),
} as const satisfies Record<NameKind, (context: CommandContext) => Promise<string[]>>;
