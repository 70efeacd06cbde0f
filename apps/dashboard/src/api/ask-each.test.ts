import { expect, it } from 'vitest';
import { ApiProblem } from './api-problem.js';
import { askEach } from './ask-each.js';

const ids = ['a', 'b', 'c', 'd'];
const refusal = (status: number) => new ApiProblem(status, 'no', 'it has ended', 'Try another.');

it('goes on where one refuses, and says why it did', async () => {
  const progress: number[] = [];
  const outcome = await askEach(ids, {
    ask: (id) => (id === 'b' ? Promise.reject(refusal(409)) : Promise.resolve()),
    onProgress: (asked) => progress.push(asked),
  });
  const refused = [{ id: 'b', reason: 'it has ended. Try another.' }];
  expect(outcome).toEqual({ done: 3, refused, left: 0 });
  expect(progress).toEqual([1, 2, 3, 4]);
});

it.each([0, 401])('stops where the API answers nobody (%d)', async (status) => {
  const outcome = await askEach(ids, {
    ask: (id) => (id === 'b' ? Promise.reject(refusal(status)) : Promise.resolve()),
    onProgress: () => undefined,
  });
  expect(outcome).toMatchObject({ done: 1, left: 2 });
});

it('stops between two when it is told to', async () => {
  const stop = new AbortController();
  const outcome = await askEach(ids, {
    ask: () => Promise.resolve(),
    onProgress: (asked) => {
      if (asked === 2) stop.abort();
    },
    signal: stop.signal,
  });
  expect(outcome).toEqual({ done: 2, refused: [], left: 2 });
});

it('hides no fault of the page', async () => {
  const asked = askEach(ids, {
    ask: () => Promise.reject(new TypeError('broken')),
    onProgress: () => undefined,
  });
  await expect(asked).rejects.toThrow('broken');
});
