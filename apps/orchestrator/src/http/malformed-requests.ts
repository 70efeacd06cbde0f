import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError, type ErrorCode } from '@crossfold/contracts';
import { connectionLimits } from './limits.js';
import { problemOf } from './problem-document.js';

/**
 * Answers what is no request of HTTP, or is not there in time, and closes the connection: nothing
 * that follows on it can be understood. Such a request reaches neither Express nor the filter.
 */
export function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  // Some of an earlier answer may be under way, into which nothing must be written.
  const isAnswered = 'bytesWritten' in socket && socket.bytesWritten !== 0;
  if (!socket.writable || error.code === 'ECONNRESET' || isAnswered) {
    socket.destroy();
    return;
  }
  const { code, expected } = refusals[error.code ?? ''] ?? malformed;
  const problem = problemOf(new AppError(code, `expected ${expected}, got another`));
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

interface Refusal {
  readonly code: ErrorCode;
  readonly expected: string;
}

const malformed: Refusal = { code: 'REQUEST_INVALID', expected: 'a request of HTTP/1.1' };

/** By the code of the error that Node gives. */
const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    code: 'HEADERS_TOO_LARGE',
    expected: `a head of at most ${connectionLimits.headBytes / 1024} KiB`,
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    code: 'REQUEST_LATE',
    expected: `the head of a request within ${connectionLimits.headMs / 1000} s and all of it within ${connectionLimits.requestMs / 1000} s`,
  },
};
