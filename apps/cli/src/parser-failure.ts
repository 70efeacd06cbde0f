import { AppError } from '@crossfold/contracts';
import type { CommanderError, Command } from 'commander';

/** What the parser refused, with the call that it would have taken. */
export function parserFailure(
  { code, message }: CommanderError,
  program: Command,
  args: readonly string[],
): AppError {
  return new AppError('REQUEST_INVALID', message.replace(/^error: /, ''), {
    remedy: code === 'commander.unknownCommand' ? groupHint(program, args) : usageOf(program, args),
  });
}

/** `crossfold forecast` is meant for `crossfold study forecast`. */
function groupHint(program: Command, args: readonly string[]): string {
  const asked = args.find((arg) => !arg.startsWith('-'));
  const groups = program.commands.filter(({ commands }) =>
    commands.some((inner) => inner.name() === asked),
  );
  if (groups.length === 0) return 'See all commands: crossfold --help.';
  return `Did you mean ${groups.map((group) => callOf([program, group, asked])).join(' or ')}?`;
}

function usageOf(program: Command, args: readonly string[]): string {
  const path = commandPath(program, args);
  const usage = path.at(-1)?.usage() ?? '';
  return `Call it as ${callOf([...path, usage])}; ${callOf([...path, '--help'])} has more.`;
}

/** The command that was called, and those that it stands in. */
function commandPath(program: Command, args: readonly string[]): Command[] {
  const path = [program];
  for (const arg of args.filter((word) => !word.startsWith('-'))) {
    const inner = path.at(-1)?.commands.find((command) => command.name() === arg);
    if (!inner) break;
    path.push(inner);
  }
  return path;
}

function callOf(parts: readonly (Command | string | undefined)[]): string {
  return parts.map((part) => (typeof part === 'object' ? part.name() : part)).join(' ');
}
