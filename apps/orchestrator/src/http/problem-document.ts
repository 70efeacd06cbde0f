import { redact, type AppError, type ProblemDocument } from '@crossfold/contracts';

/** What a request is told at most: an answer must not grow with what was sent. */
const maxProblems = 100;
const longestText = 2000;

/**
 * A problem document (RFC 9457) of an error. It names no secret of this process: errors of the store
 * and of Redis repeat what their libraries were given.
 */
export function problemOf(error: AppError): ProblemDocument {
  return {
    type: `urn:crossfold:problem:${error.code}`,
    title: error.code,
    status: error.kind.httpStatus,
    detail: shorten(error.message),
    remedy: redact(error.remedy),
    problems: firstProblems(error.problems),
  };
}

/** The last one may tell of more already. */
function firstProblems(problems: readonly string[]): string[] {
  if (problems.length <= maxProblems + 1) return problems.map(shorten);
  const more = problems.length - maxProblems;
  return [...problems.slice(0, maxProblems).map(shorten), `and ${more} more`];
}

/** Redacted before it is cut, which could leave the beginning of a secret. */
function shorten(text: string): string {
  const redacted = redact(text);
  return redacted.length > longestText ? `${redacted.slice(0, longestText)}…` : redacted;
}
