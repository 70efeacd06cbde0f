import { expect, it } from 'vitest';
import { problemLines } from './problem-lines.js';

const file = `name: one
baseline:
  training:
    batchSize: 0
arms:
  explicit:
    - name: a
    - name: B
sede: 1
`;

it.each([
  ['a key', 'baseline.training.batchSize: expected 1 or more, got 0', 4],
  ['an entry of a list', 'arms.explicit[1].name: expected a name, got "B"', 8],
  ['an unknown key', '(top level): unknown key "sede"; did you mean "seeds"?', 9],
  ['what is not there', 'baseline.training.epochs.first: expected a number', 3],
  ['what the parser says', 'Flow sequence must end with a ] at line 2, column 5:', 2],
  ['the whole file', 'expected fields such as "name: my-study", got something else', null],
  ['what is missing', 'dataset: expected a name, got nothing', null],
])('finds the line of %s', (_, problem, line) => {
  expect(problemLines(file, [problem])).toEqual([line]);
});
