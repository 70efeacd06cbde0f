import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import pretty from 'pino-pretty';
import { expect, it } from 'vitest';
import { plainLine, visibleLine } from './safe-line.js';

const environment = { CROSSFOLD_API_TOKEN: 'token-of-many-letters' };

/** What is written of a message that holds a secret, and characters that a terminal obeys. */
function written(format: 'json' | 'pretty'): string {
  const output = new PassThrough();
  const safeLine = format === 'pretty' ? visibleLine : plainLine;
  const stream = format === 'pretty' ? pretty({ destination: output, sync: true }) : output;
  const log = pino({ hooks: { streamWrite: safeLine(environment) } }, stream);
  log.info(
    { studyId: 'a\u001b[31m' },
    'token-of-many-letters redis://u:word@host \u001b[2J\u009b\u202e',
  );
  return String(output.read());
}

it.each(['json', 'pretty'] as const)('writes no secret and no command as %s', (format) => {
  const text = written(format);
  expect(text).not.toMatch(/token-of-many|:word@/);
  expect(text).toContain('*** redis://***@host');
  expect(text).not.toMatch(/[\u001b\u009b\u202e]/);
});

it('keeps what a line of JSON means', () => {
  const { msg } = JSON.parse(written('json')) as { msg: string };
  expect(msg).toBe('*** redis://***@host \u001b[2J\u009b\u202e');
});

it.each(['json', 'pretty'] as const)(
  'keeps a line whole whose secrets JSON writes otherwise, as %s',
  (format) => {
    const output = new PassThrough();
    const secret = 'a"quoted\\secret';
    const safeLine = format === 'pretty' ? visibleLine : plainLine;
    const log = pino({ hooks: { streamWrite: safeLine({ DB_PASSWORD: secret }) } }, output);
    log.info({ url: 'redis://host', who: 'x@y' }, `Authorization: Bearer ${secret}`);
    log.info(secret);
    const lines = String(output.read()).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { url: 'redis://host', who: 'x@y', msg: 'Authorization: ***' },
      { msg: '***' },
    ]);
  },
);
