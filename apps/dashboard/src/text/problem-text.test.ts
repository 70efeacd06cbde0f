import { expect, it } from 'vitest';
import { errorText, problemText } from './problem-text.js';

it('makes two sentences of a message and a remedy, and leaves a message alone as it is', () => {
  expect(problemText('expected a study, got "x"', 'Name one.')).toBe(
    'expected a study, got "x". Name one.',
  );
  expect(problemText('There is none.', 'Add it.')).toBe('There is none. Add it.');
  expect(errorText(new Error('lost'))).toBe('lost');
});
