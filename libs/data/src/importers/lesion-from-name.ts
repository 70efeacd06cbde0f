import { AppError } from '@crossfold/contracts';

/**
 * Reads the lesion out of a file name without ending: the first group of the pattern, or nothing
 * where it does not match.
 *
 * @throws AppError REQUEST_INVALID when the pattern is none, or has no group
 */
export function lesionReader(pattern: string | undefined): (stem: string) => string {
  if (pattern === undefined) return () => '';
  const expression = compile(pattern);
  return (stem) => expression.exec(stem)?.[1] ?? '';
}

function compile(pattern: string): RegExp {
  try {
    const groups = (new RegExp(`${pattern}|`).exec('')?.length ?? 0) - 1;
    if (groups >= 1) return new RegExp(pattern);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw invalid(pattern, reason, cause);
  }
  throw invalid(pattern, 'no group', undefined);
}

function invalid(pattern: string, got: string, cause: unknown): AppError {
  return new AppError(
    'REQUEST_INVALID',
    `expected a regular expression with a group for lesionFromName, got "${pattern}": ${got}`,
    { cause },
  );
}
