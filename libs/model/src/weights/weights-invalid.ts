import { AppError } from '@crossfold/contracts';

/** A file for another network has hundreds, which say no more than the first ones. */
const maxProblems = 12;

export interface WeightsFault {
  /** What the file has in place of what was expected. */
  readonly holdings?: string;
  /** In place of the usual one. */
  readonly remedy?: string | undefined;
}

/** @param what names the file */
export function weightsInvalid(
  what: string,
  problems: readonly string[],
  { holdings, remedy }: WeightsFault = {},
): AppError {
  const first = [...problems.slice(0, 3), ...(holdings === undefined ? [] : [holdings])].join('; ');
  return new AppError(
    'WEIGHTS_INVALID',
    `expected weights for this architecture in ${what}, got ${problems.length} problem(s): ${first}`,
    { problems: shortened(problems), ...(remedy !== undefined && { remedy }) },
  );
}

function shortened(problems: readonly string[]): readonly string[] {
  const left = problems.length - maxProblems;
  return left > 0 ? [...problems.slice(0, maxProblems), `and ${left} more`] : problems;
}

/** @throws AppError WEIGHTS_INVALID for a name that reaches out of its folder or group */
export function assertPlainName(name: string, what: string): void {
  const parts = name.split('/');
  const isPlain = !name.includes('\0') && !name.includes('\\');
  if (isPlain && parts.every((part) => part !== '' && part !== '.' && part !== '..')) return;
  throw weightsInvalid(what, [`expected plain names of weights, got ${JSON.stringify(name)}`]);
}
