import { PassThrough } from 'node:stream';
import { AppError } from '@crossfold/contracts';
import { describe, expect, it, vi } from 'vitest';
import { writeFailure } from './failure.js';
import { createTerminal } from './terminal/terminal.js';

function read(write: (stream: PassThrough) => void): string {
  const stream = new PassThrough();
  write(stream);
  return String(stream.read());
}

const failure = new AppError('WEIGHTS_INVALID', 'no file at \u001b[31mx\nerror FORGED: line', {
  problems: ['redis://user:pass-word@host', '\u0007'],
  remedy: 'ask token-of-many-letters',
});

describe('what the command line prints', () => {
  it.each([false, true])('acts on no terminal and tells no secret (json: %s)', (json) => {
    vi.stubEnv('CROSSFOLD_API_TOKEN', 'token-of-many-letters');
    const text = read((stream) => writeFailure(failure, stream, { json, debug: false }));
    vi.unstubAllEnvs();
    expect(text).not.toMatch(/pass-word|token-of-many/);
    expect(text).not.toMatch(/[\u0007\u001b]/);
    expect(text).not.toMatch(/^error FORGED/m);
    expect(text).toContain('redis://***@host');
  });

  it('makes texts visible on standard output and on standard error', () => {
    const stderr = new PassThrough();
    const text = read((stdout) => {
      const terminal = createTerminal({ stdout, stderr }, { json: false, environment: {} });
      terminal.print('image \u001b]0;title\u0007\nnext');
      terminal.note('\u009b2J');
    });
    expect(text).toBe('image \\x1b]0;title\\x07\nnext\n');
    expect(String(stderr.read())).toBe('\\x9b2J\n');
  });
});
