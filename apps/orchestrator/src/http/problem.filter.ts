import { AppError, toAppError, type ProblemDocument } from '@crossfold/contracts';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';

/** The one place where an error becomes HTTP: a problem document (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const problem = toProblem(thrown);
    if (problem.status >= 500) {
      process.stderr.write(`${thrown instanceof Error ? (thrown.stack ?? '') : String(thrown)}\n`);
    }
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}

function toProblem(thrown: unknown): ProblemDocument {
  const framework = fromFramework(thrown);
  const error = framework?.error ?? toAppError(thrown);
  return {
    type: `urn:crossfold:problem:${error.code}`,
    title: error.code,
    status: framework?.status ?? error.kind.httpStatus,
    detail: error.message,
    remedy: error.remedy,
    problems: [...error.problems],
  };
}

/** Errors of Nest and of the body parser: unknown routes, malformed JSON, bodies too large. */
function fromFramework(thrown: unknown): { error: AppError; status: number } | null {
  if (thrown instanceof AppError) return null;
  const status = thrown instanceof HttpException ? thrown.getStatus() : bodyParserStatus(thrown);
  if (status === null || status >= 500) return null;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const code = status === 404 ? 'NOT_FOUND' : 'REQUEST_INVALID';
  const remedy = remedies[status];
  return { status, error: new AppError(code, message, remedy === undefined ? {} : { remedy }) };
}

function bodyParserStatus(thrown: unknown): number | null {
  const { status } = (thrown ?? {}) as { status?: unknown };
  return typeof status === 'number' ? status : null;
}

const remedies: Readonly<Record<number, string>> = {
  400: 'Send well-formed JSON.',
  404: 'See /api for what there is.',
  413: 'A study file is at most 1 MiB: name data sets and weights instead of sending them.',
};
