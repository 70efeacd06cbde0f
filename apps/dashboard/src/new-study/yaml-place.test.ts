import { expect, it } from 'vitest';
import { placeAt } from './yaml-place.js';

/** With the caret at `|`. */
function placeIn(text: string) {
  const caret = text.indexOf('|');
  return placeAt(text.replace('|', ''), caret);
}

const file = `name: one
baseline:
  model:
    backbone: tiny
  training:
    epochs: 3
arms:
  explicit:
    - name: a
      overrides:
        model:
          dropout: 0.1
`;

it.each([
  ['the top', `${file}se|`, [], null, 'se'],
  [
    'a mapping',
    file.replace('    epochs: 3', '    epochs: 3\n    ba|'),
    ['baseline', 'training'],
    null,
    'ba',
  ],
  ['a value', file.replace('tiny', 're|'), ['baseline', 'model'], 'backbone', 're'],
  ['an empty value', 'protocol: |', [], 'protocol', ''],
  [
    'a value in a list of one line',
    'arms:\n  leaveOneOut: [focal, dr|',
    ['arms'],
    'leaveOneOut',
    'dr',
  ],
  [
    'an entry of a list',
    'arms:\n  leaveOneOut:\n    - fo|',
    ['arms', 'leaveOneOut', '*'],
    '*',
    'fo',
  ],
  [
    'the first key of an entry',
    'arms:\n  explicit:\n    - na|',
    ['arms', 'explicit', '*'],
    '*',
    'na',
  ],
  [
    'a later key of an entry',
    file.replace('      overrides:', '      ti|\n      overrides:'),
    ['arms', 'explicit', '*'],
    null,
    'ti',
  ],
  [
    'within an entry',
    file.replace('dropout: 0.1', 'dropout: 0.1\n          po|'),
    ['arms', 'explicit', '*', 'overrides', 'model'],
    null,
    'po',
  ],
  [
    'a list that is not indented',
    'arms:\n  explicit:\n  - name: a\n    ov|',
    ['arms', 'explicit', '*'],
    null,
    'ov',
  ],
])('finds the place of %s', (_, text, path, key, word) => {
  expect(placeIn(text)).toMatchObject({ path, key, word });
});

it('knows the keys that a mapping has, before and behind the caret', () => {
  expect(placeIn('a: 1\n|\nb:\n  c: 1\nd: 2')?.siblings.toSorted()).toEqual(['a', 'b', 'd']);
});

it.each([
  ['a comment', 'name: one # of|'],
  ['braces', '{"name|'],
  ['a text', "name: 'o|"],
])('says nothing of %s', (_, text) => {
  expect(placeIn(text)).toBeNull();
});
