import type { Argument, Command, Option } from 'commander';
import { examplesOf } from './examples.js';

export interface DescribedOption {
  /** As written in the help: `--state <state>`. */
  readonly flags: string;
  /** `--state`. */
  readonly long: string;
  readonly takesValue: boolean;
  readonly mandatory: boolean;
  readonly description: string;
  readonly choices: readonly string[];
  readonly defaultText: string | null;
  /** The name of its value: `file`. */
  readonly value: string | null;
}

export interface DescribedArgument {
  readonly name: string;
  readonly required: boolean;
  readonly variadic: boolean;
  readonly description: string;
  readonly choices: readonly string[];
}

export interface DescribedCommand {
  /** Its words, without `crossfold`: `study list`; empty for the program. */
  readonly path: string;
  readonly description: string;
  readonly usage: string;
  readonly options: readonly DescribedOption[];
  readonly arguments: readonly DescribedArgument[];
  /** The words that may follow. */
  readonly commands: readonly string[];
  readonly examples: readonly string[];
}

/** The program and all its commands, those before that others stand in. */
export function describeCommands(program: Command): DescribedCommand[] {
  return [...describeTree(program, '')];
}

function* describeTree(command: Command, path: string): Generator<DescribedCommand> {
  yield {
    path,
    description: command.description(),
    usage: ['crossfold', path, command.usage()].filter((part) => part !== '').join(' '),
    options: command.options.filter(({ hidden }) => !hidden).map(describeOption),
    arguments: command.registeredArguments.map(describeArgument),
    commands: command.commands.map((inner) => inner.name()),
    examples: examplesOf(path),
  };
  for (const inner of command.commands) {
    yield* describeTree(inner, path === '' ? inner.name() : `${path} ${inner.name()}`);
  }
}

function describeOption(option: Option): DescribedOption {
  const { flags, long, description, argChoices, defaultValue, mandatory } = option;
  return {
    flags,
    long: long ?? flags,
    takesValue: option.required || option.optional,
    mandatory,
    description,
    choices: argChoices ?? [],
    defaultText: textOf(defaultValue),
    value: /[<[]([^>\]]+)[>\]]/.exec(flags)?.[1] ?? null,
  };
}

function describeArgument(argument: Argument): DescribedArgument {
  return {
    name: argument.name(),
    required: argument.required,
    variadic: argument.variadic,
    description: argument.description,
    choices: argument.argChoices ?? [],
  };
}

/** Of a default; null for one that says nothing: an empty list, or that a switch is on. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return null;
}
