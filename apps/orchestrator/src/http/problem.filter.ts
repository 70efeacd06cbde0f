import { AppError, toAppError, type ErrorCode } from '@crossfold/contracts';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { log } from '../process/log.js';
import { requestIdOf } from './request-id.js';
import { bodyLimitMiB } from './json-requests.js';
import { problemOf } from './problem-document.js';

/** The one place where an error becomes HTTP: a problem document (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const { path } = host.switchToHttp().getRequest<Request>();
    const problem = problemOf(fromFramework(thrown, path) ?? toAppError(thrown));
    if (problem.status >= 500) {
      const error = toAppError(thrown);
      const requestId = requestIdOf(response);
      if (error.code === 'INTERNAL') {
        log.error({ requestId, err: thrown, path }, 'a request met a defect');
      } else log.warn({ requestId, code: error.code, path }, error.message);
    }
    if (response.headersSent) {
      // Half an answer must not pass for a whole one.
      response.destroy();
      return;
    }
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}

/** Unknown routes, malformed paths and JSON, bodies too large or in another encoding. */
function fromFramework(thrown: unknown, path: string): AppError | null {
  if (thrown instanceof AppError || !(thrown instanceof Error)) return null;
  const status = thrown instanceof HttpException ? thrown.getStatus() : statusOf(thrown);
  if (status === null || status < 400 || status >= 500) return null;
  const { code, message, remedy } = frameworkErrors[status] ?? malformed;
  return new AppError(code, message(thrown.message, path), remedy === undefined ? {} : { remedy });
}

function statusOf(thrown: object): number | null {
  return 'status' in thrown && typeof thrown.status === 'number' ? thrown.status : null;
}

interface FrameworkErrorText {
  readonly code: ErrorCode;
  /** @param said by the framework */
  readonly message: (said: string, path: string) => string;
  readonly remedy?: string;
}

const malformed: FrameworkErrorText = {
  code: 'REQUEST_INVALID',
  message: (said) => `expected a well-formed request, got: ${said}`,
  remedy: 'Send well-formed JSON, in a body and a path that are encoded as HTTP has it.',
};

const frameworkErrors: Readonly<Record<number, FrameworkErrorText>> = {
  404: {
    code: 'NOT_FOUND',
    message: (said) => `expected a path of the API, got: ${said}`,
    remedy: 'See /api for what there is.',
  },
  413: {
    code: 'BODY_TOO_LARGE',
    message: (_said, path) => `expected at most ${bodyLimitMiB(path)} MiB for the body, got more`,
  },
  415: {
    code: 'MEDIA_TYPE_REFUSED',
    message: (said) => `expected JSON in UTF-8 for the body, got: ${said}`,
  },
};
