import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseAnswer, readPicture, readText } from './answers.js';

it('takes an answer that it does not know for one of another version', () => {
  const parse = () => parseAnswer(z.strictObject({ skipped: z.int() }), {}, '/studies');
  expect(parse).toThrow('the answer to /studies has 1 problem(s): skipped: expected a number');
  expect(parse).toThrow(expect.objectContaining({ remedy: expect.stringMatching('one version') }));
});

it('reads no more than a picture may have, of a body without an end', async () => {
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 2 ** 20;
      controller.enqueue(new Uint8Array(2 ** 20));
    },
  });
  await expect(readPicture(new Response(endless), 'http://here')).rejects.toMatchObject({
    code: 'SERVER_UNAVAILABLE',
    message: `expected a picture of at most ${2 ** 24} bytes from http://here, got more`,
  });
  expect(sent).toBeLessThan(2 ** 25);
});

it('reads a text whose letters are torn between two pieces', async () => {
  const bytes = Buffer.from('3 µm ± 1');
  const torn = ReadableStream.from([bytes.subarray(0, 3), bytes.subarray(3)]);
  expect(await readText(new Response(torn), 'http://here')).toBe('3 µm ± 1');
  expect(await readText(new Response(null), 'http://here')).toBe('');
});
