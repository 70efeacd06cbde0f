import type { DescribedCommand, DescribedOption } from '../program/describe-commands.js';
import { valueCandidates, wordCandidates, type Candidates } from './candidates.js';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** @param commands the program first, then all its commands */
export function completionScript(shell: Shell, commands: readonly DescribedCommand[]): string {
  return writers[shell](commands);
}

const writers = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
} as const satisfies Record<Shell, (commands: readonly DescribedCommand[]) => string>;

/*
 * Each script finds the command by walking the words before the cursor, then offers the values of the
 * option before the cursor, or else the commands, options and names that may follow. Where nothing
 * fits, the shell completes names of files.
 */

const lookUp = (names: string) => `crossfold completion --names ${names} 2>/dev/null`;

function bashScript(commands: readonly DescribedCommand[]): string {
  const offer = ({ words, names }: Candidates) =>
    `words=${quoted(words.join(' '))}${names === null ? '' : `; names=${names}`}`;
  return `# bash completion of crossfold: source <(crossfold completion bash)
_crossfold() {
  local cur prev at word i words= names=
  cur=\${COMP_WORDS[COMP_CWORD]}
  prev=\${COMP_WORDS[COMP_CWORD-1]}
${walk(commands, 'for ((i = 1; i < COMP_CWORD; i++)); do word=${COMP_WORDS[i]}', 'done')}
  case "$at:$prev" in
${valueCases(commands, (candidates) => `${offer(candidates)};;`)}
  *)
    case "$at" in
${wordCases(commands, (candidates) => `${offer(candidates)};;`)}
    esac
  esac
  if [[ -n $names && $cur != -* ]]; then words="$words $(${lookUp('"$names"')})"; fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _crossfold crossfold
`;
}

function zshScript(commands: readonly DescribedCommand[]): string {
  const offer = ({ words, names }: Candidates) =>
    `offered=(${words.map(quoted).join(' ')})${names === null ? '' : `; names=${names}`}`;
  return `#compdef crossfold
# zsh completion of crossfold: crossfold completion zsh > "\${fpath[1]}/_crossfold"
_crossfold() {
  local cur prev at word i names
  local -a offered
  cur=\${words[CURRENT]}
  prev=\${words[CURRENT-1]}
${walk(commands, 'for ((i = 2; i < CURRENT; i++)); do word=${words[i]}', 'done')}
  case "$at:$prev" in
${valueCases(commands, (candidates) => `${offer(candidates)};;`)}
  *)
    case "$at" in
${wordCases(commands, (candidates) => `${offer(candidates)};;`)}
    esac
  esac
  if [[ -n $names && $cur != -* ]]; then offered+=(\${(f)"$(${lookUp('$names')})"}); fi
  [[ $cur == -* ]] || offered=(\${offered:#-*})
  compadd -a offered || _files
}
if [ "$funcstack[1]" = _crossfold ]; then _crossfold "$@"; else compdef _crossfold crossfold; fi
`;
}

/** Shell code that puts the path of the command into \`at\`. */
function walk(commands: readonly DescribedCommand[], begin: string, end: string): string {
  const paths = commands.map(({ path }) => path).filter((path) => path !== '');
  return `  at=
  ${begin}
    case "\${at:+$at }$word" in
    ${paths.map(quoted).join('|')}) at="\${at:+$at }$word";;
    esac
  ${end}`;
}

/** A case for each option with a value. */
function valueCases(
  commands: readonly DescribedCommand[],
  write: (candidates: Candidates) => string,
): string {
  const globals = globalsOf(commands).map((option) => valueCase('*', option, write));
  const own = commands
    .filter(({ path }) => path !== '')
    .flatMap(({ path, options }) =>
      options.map((option) => valueCase(quoted(path), option, write)),
    );
  return [...own, ...globals].filter((line) => line !== '').join('\n');
}

function valueCase(
  path: string,
  option: DescribedOption,
  write: (candidates: Candidates) => string,
): string {
  if (!option.takesValue) return '';
  return `  ${path}:${option.long}) ${write(valueCandidates(option))}`;
}

function wordCases(
  commands: readonly DescribedCommand[],
  write: (candidates: Candidates) => string,
): string {
  const globals = globalsOf(commands);
  return commands
    .map((command) => {
      const more = command.path === '' ? [] : globals;
      return `    ${quoted(command.path)}) ${write(wordCandidates(command, more))}`;
    })
    .join('\n');
}

function fishScript(commands: readonly DescribedCommand[]): string {
  const paths = commands.map(({ path }) => path).filter((path) => path !== '');
  const lines = commands.flatMap((command) => fishLines(command, globalsOf(commands)));
  return `# fish completion of crossfold: crossfold completion fish | source
function __crossfold_at
  set -l at
  for word in (commandline -opc)[2..]
    set -l longer (string join -- ' ' $at $word)
    if contains -- $longer ${paths.map(quoted).join(' ')}
      set at $longer
    end
  end
  test "$at" = "$argv[1]"
end
${lines.join('\n')}
`;
}

function fishLines(command: DescribedCommand, globals: readonly DescribedOption[]): string[] {
  const here = `complete -c crossfold -n ${quoted(`__crossfold_at ${quoted(command.path)}`)}`;
  const { names } = wordCandidates(command, []);
  const choices = command.arguments.flatMap((argument) => argument.choices);
  const options = command.path === '' ? command.options : [...command.options, ...globals];
  return [
    ...[...command.commands, ...choices].map((word) => `${here} -f -a ${quoted(word)}`),
    ...(names === null ? [] : [`${here} -a ${quoted(`(${lookUp(names)})`)}`]),
    ...options.map((option) => {
      const value = valueCandidates(option);
      const offered = [...value.words, ...(value.names ? [`(${lookUp(value.names)})`] : [])];
      const takes = !option.takesValue
        ? ''
        : offered.length === 0
          ? ' -r'
          : ` -x -a ${quoted(offered.join(' '))}`;
      return `${here} -l ${option.long.replace(/^--/, '')} -d ${quoted(option.description)}${takes}`;
    }),
  ];
}

function globalsOf(commands: readonly DescribedCommand[]): readonly DescribedOption[] {
  return commands.find(({ path }) => path === '')?.options ?? [];
}

/** For all three shells; fish knows no other escape in single quotes than these two either. */
function quoted(text: string): string {
  return /^[A-Za-z0-9_.,:/-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
