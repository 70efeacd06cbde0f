import { expect, it, onTestFinished, vi } from 'vitest';
import { writeStderrLine } from './stderr-line.js';

it('writes no secret and no command of a terminal', () => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.stubEnv('CROSSFOLD_API_TOKEN', 'token-of-many-letters');
  onTestFinished(() => {
    written.mockRestore();
    vi.unstubAllEnvs();
  });
  writeStderrLine('study \u001b[31ms: token-of-many-letters\nredis://u:word@host is away');
  const [text] = written.mock.calls[0] ?? [];
  expect(text).toBe('study \\x1b[31ms: ***\n    redis://***@host is away\n');
});
