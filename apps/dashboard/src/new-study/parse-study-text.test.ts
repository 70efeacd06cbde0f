import { expect, it } from 'vitest';
import { parseStudyText } from './parse-study-text.js';

it('reads YAML and JSON as the same fields', () => {
  const json = '{"name":"one","seeds":[1,2]}';
  expect(parseStudyText('name: one # of two\nseeds: [1, 2]')).toEqual({ json, problems: [] });
  expect(parseStudyText(json)).toEqual({ json, problems: [] });
});

it.each([
  ['an empty file', ' \n', []],
  ['a list', '- one', ['expected fields such as "name: my-study", got something else']],
  ['a line at fault', 'name: [one', [expect.stringMatching(/line 1, column 11/)]],
  ['what holds itself', 'a: &a\n  b: *a', [expect.stringMatching(/./)]],
])('says what is wrong with %s', (_, text, problems) => {
  expect(parseStudyText(text)).toEqual({ json: null, problems });
});
