import { AppError } from '@crossfold/contracts';
import { runCommand } from './command.js';

export type Prerequisite = 'python3' | 'pip' | 'compiler';

interface PrerequisiteKind {
  readonly what: string;
  readonly debianPackage: string;
  /** Commands that prove it is there; one that succeeds is enough. */
  readonly probes: (env: NodeJS.ProcessEnv) => readonly (readonly [string, ...string[]])[];
}

export const prerequisiteKinds = {
  python3: {
    what: 'Python 3 (python3)',
    debianPackage: 'python3',
    probes: () => [['python3', '--version']],
  },
  pip: {
    what: 'pip (python3 -m pip)',
    debianPackage: 'python3-pip',
    probes: () => [['python3', '-m', 'pip', '--version']],
  },
  compiler: {
    what: 'a C++17 compiler (g++)',
    debianPackage: 'g++',
    probes: (env) =>
      [env.CXX, 'g++', 'clang++', 'c++'].flatMap((program) =>
        program ? [[program, '--version'] as const] : [],
      ),
  },
} as const satisfies Record<Prerequisite, PrerequisiteKind>;

export interface FoundPrerequisite {
  readonly program: string;
  /** First line of what the program says of itself. */
  readonly version: string;
}

/** The program that fulfils a prerequisite, or undefined when there is none. */
export async function findPrerequisite(
  name: Prerequisite,
  env: NodeJS.ProcessEnv,
): Promise<FoundPrerequisite | undefined> {
  const kind: PrerequisiteKind = prerequisiteKinds[name];
  for (const [program, ...args] of kind.probes(env)) {
    const { code, stdout } = await runCommand(program, args, { env });
    if (code === 0) return { program, version: stdout.split('\n')[0]?.trim() ?? '' };
  }
  return undefined;
}

/** @throws AppError PROVISION_FAILED naming everything that is missing and what brings it */
export async function assertPrerequisites(
  names: readonly Prerequisite[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const found = await Promise.all(names.map((name) => findPrerequisite(name, env)));
  const missing = names.filter((_, index) => found[index] === undefined);
  if (missing.length > 0) throw missingPrerequisites(missing);
}

export function missingPrerequisites(missing: readonly Prerequisite[]): AppError {
  const kinds = missing.map((name) => prerequisiteKinds[name]);
  const packages = kinds.map(({ debianPackage }) => debianPackage).join(' ');
  return new AppError(
    'PROVISION_FAILED',
    `expected ${kinds.map(({ what }) => what).join(', ')} for the set-up, got nothing on the PATH`,
    {
      problems: kinds.map(
        ({ what, debianPackage }) => `missing: ${what}; Debian: ${debianPackage}`,
      ),
      remedy: `Install what is missing (Debian, Ubuntu: apt-get install ${packages}), then run again.`,
    },
  );
}
