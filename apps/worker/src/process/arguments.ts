import { parseArgs } from 'node:util';
import { AppError } from '@crossfold/contracts';

/** Arguments that stand for variables, for command lines that are written where no environment is. */
const variables = {
  'exit-when-idle': 'CROSSFOLD_EXIT_WHEN_IDLE_SECONDS',
  'max-lifetime': 'CROSSFOLD_MAX_LIFETIME_SECONDS',
} as const;
type Name = keyof typeof variables;
const names = Object.keys(variables) as Name[];

/**
 * The environment with what the command line says in its place.
 *
 * @param argv after the program
 * @throws AppError CONFIG_INVALID
 */
export function withArguments(
  environment: NodeJS.ProcessEnv,
  argv: readonly string[],
): NodeJS.ProcessEnv {
  const given = parse(argv);
  const said = names.flatMap((name) => {
    const value = given[name];
    return value === undefined ? [] : [[variables[name], value]];
  });
  return { ...environment, ...(Object.fromEntries(said) as NodeJS.ProcessEnv) };
}

function parse(argv: readonly string[]): Partial<Record<Name, string>> {
  const options = {
    'exit-when-idle': { type: 'string' },
    'max-lifetime': { type: 'string' },
  } as const;
  try {
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (cause) {
    const expected = names.map((name) => `--${name} SECONDS`).join(' or ');
    const [got = ''] = (cause instanceof Error ? cause.message : String(cause)).split('. ');
    throw new AppError('CONFIG_INVALID', `expected ${expected}, got: ${got}`, { cause });
  }
}
