import {
  indentedLines,
  plainJson,
  redact,
  toAppError,
  visibleLines,
  visibleText,
  type AppError,
  type ErrorCode,
} from '@crossfold/contracts';
import type { Writable } from 'node:stream';

/** What the caller wrote is wrong: the command line, the environment, or the study file. */
const usageCodes: readonly ErrorCode[] = ['REQUEST_INVALID', 'CONFIG_INVALID', 'SPEC_INVALID'];

/** 128 + SIGINT, as shells count. */
export const interruptedExitCode = 130;

const maxProblems = 20;

export interface FailureOptions {
  readonly json: boolean;
  /** Print where in the program it happened. */
  readonly debug: boolean;
}

/**
 * Says what went wrong, each problem on a line of its own, and what to do about it.
 *
 * @returns the exit code: 2 for what the caller wrote, 1 for all else
 */
export function writeFailure(thrown: unknown, stderr: Writable, options: FailureOptions): number {
  const { code, message, problems, remedy, stack } = withoutSecrets(toAppError(thrown));
  if (options.json) {
    stderr.write(`${plainJson({ error: { code, message, problems, remedy } })}\n`);
  } else {
    const headline = withoutProblems(message, problems);
    const lines = [
      `error ${code}: ${headline}`,
      ...problemLines(problems).map(visibleText),
      `remedy: ${remedy}`,
    ];
    stderr.write(lines.map((line) => `${indentedLines(line)}\n`).join(''));
  }
  if (options.debug) stderr.write(`${visibleLines(redact(causes(thrown, stack)))}\n`);
  return usageCodes.includes(code) ? 2 : 1;
}

function withoutSecrets({ code, message, problems, remedy, stack }: AppError) {
  return {
    code,
    message: redact(message),
    problems: problems.map((problem) => redact(problem)),
    remedy: redact(remedy),
    stack,
  };
}

/** Some messages list their problems, which follow line by line. */
function withoutProblems(message: string, problems: readonly string[]): string {
  const list = `: ${problems.join('; ')}`;
  return problems.length > 0 && message.endsWith(list) ? message.slice(0, -list.length) : message;
}

/** So many that the first one and the remedy still stand on one screen. */
function problemLines(problems: readonly string[]): string[] {
  const shown = problems.length > maxProblems ? problems.slice(0, maxProblems - 1) : problems;
  const rest = problems.length - shown.length;
  const lines = rest > 0 ? [...shown, `… and ${rest} more; --json lists all`] : shown;
  return lines.map((line) => `  ${line}`);
}

function causes(thrown: unknown, stack: string | undefined): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  const inner = cause instanceof Error ? `\ncaused by ${cause.stack ?? cause.message}` : '';
  return `${stack ?? ''}${inner}`;
}
