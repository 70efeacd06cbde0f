import { AppError } from '@crossfold/contracts';

/**
 * Reads a lesion or a patient out of a file name without ending, or out of a path: the first group
 * of the pattern, or nothing where it does not match.
 *
 * @param field of the mapping, for messages
 * @throws AppError REQUEST_INVALID when the pattern is none, or has no group
 */
export function idReader(field: string, pattern: string | undefined): (text: string) => string {
  if (pattern === undefined) return () => '';
  const expression = compile(field, pattern);
  return (text) => expression.exec(text)?.[1] ?? '';
}

function compile(field: string, pattern: string): RegExp {
  try {
    const groups = (new RegExp(`${pattern}|`).exec('')?.length ?? 0) - 1;
    if (groups >= 1) return new RegExp(pattern);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw invalid(field, pattern, reason, cause);
  }
  throw invalid(field, pattern, 'no group', undefined);
}

function invalid(field: string, pattern: string, got: string, cause: unknown): AppError {
  return new AppError(
    'REQUEST_INVALID',
    `expected a regular expression with a group for ${field}, got "${pattern}": ${got}`,
    { cause },
  );
}
