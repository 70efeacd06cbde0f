import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { confirm } from './confirm.js';

function ask(typed: string | null): Promise<boolean> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const asked = confirm('Run it?', { input, output, signal: new AbortController().signal });
  if (typed === null) input.end();
  else input.write(typed);
  return asked;
}

it.each([
  ['y\n', true],
  ['Yes\n', true],
  ['\n', false],
  ['n\n', false],
  ['yesterday\n', false],
  [null, false],
])('takes %j for %s', async (typed, expected) => {
  expect(await ask(typed)).toBe(expected);
});

it('ends with no when it is interrupted', async () => {
  const interrupted = new AbortController();
  const [input, output] = [new PassThrough(), new PassThrough()];
  const asked = confirm('Run it?', { input, output, signal: interrupted.signal });
  interrupted.abort();
  expect(await asked).toBe(false);
});
