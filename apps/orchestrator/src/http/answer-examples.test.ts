import { expect, it } from 'vitest';
import { answerExamples } from './answer-examples.js';

it('each example of an answer is one that its schema describes, as it is written', () => {
  for (const { schema, value } of answerExamples) expect(schema.parse(value)).toEqual(value);
  expect(new Set(answerExamples.map(({ schema }) => schema)).size).toBe(answerExamples.length);
});
