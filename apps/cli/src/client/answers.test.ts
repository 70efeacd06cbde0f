import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseAnswer } from './answers.js';

it('takes an answer that it does not know for one of another version', () => {
  const parse = () => parseAnswer(z.strictObject({ skipped: z.int() }), {}, '/studies');
  expect(parse).toThrow('the answer to /studies has 1 problem(s): skipped: expected a number');
  expect(parse).toThrow(expect.objectContaining({ remedy: expect.stringMatching('one version') }));
});
