import type {
  DescribedArgument,
  DescribedCommand,
  DescribedOption,
} from '../program/describe-commands.js';

/** What is asked of the store when a name is completed. */
export const nameKinds = ['studies', 'datasets', 'contexts'] as const;
export type NameKind = (typeof nameKinds)[number];

/** What may stand at a place: words that are known, names that are looked up, or files. */
export interface Candidates {
  readonly words: readonly string[];
  readonly names: NameKind | null;
}

/** The names that commands give to what they take. */
const kindsByName: Readonly<Record<string, NameKind>> = {
  study: 'studies',
  dataset: 'datasets',
};

const kindsByOption: Readonly<Record<string, NameKind>> = {
  '--dataset': 'datasets',
  '--study': 'studies',
  '--context': 'contexts',
};

/** Commands whose `<name>` is one of a list. */
const kindsByPath: readonly (readonly [RegExp, NameKind])[] = [
  [/^dataset (show|duplicates|verify|diff|remove)$/, 'datasets'],
  [/^context (use|remove|add)$/, 'contexts'],
];

/** Of the value of an option. */
export function valueCandidates({ long, choices }: DescribedOption): Candidates {
  return { words: choices, names: kindsByOption[long] ?? null };
}

/** Of the next argument of a command, and of the words and options that it has. */
export function wordCandidates(
  command: DescribedCommand,
  globals: readonly DescribedOption[],
): Candidates {
  const options = [...command.options, ...globals].map(({ long }) => long);
  const choices = command.arguments.flatMap((argument) => argument.choices);
  return {
    words: [...new Set([...command.commands, ...choices, ...options, '--help'])],
    names: command.arguments.map((argument) => kindOf(command, argument)).find(Boolean) ?? null,
  };
}

function kindOf({ path }: DescribedCommand, { name }: DescribedArgument): NameKind | null {
  const byPath = kindsByPath.find(([pattern]) => pattern.test(path))?.[1];
  return byPath ?? kindsByName[name] ?? null;
}
