import { expect, it } from 'vitest';
import type { SchemaNode } from '../api/schema-node.js';
import { completionsAt } from './completions.js';

const schema: SchemaNode = {
  type: 'object',
  properties: {
    name: { type: 'string', description: 'Of the study.' },
    protocol: {
      enum: ['grouped', 'dedup'],
      default: 'grouped',
      description: 'How images are split.',
    },
    ensemble: {
      anyOf: [{ type: 'object', properties: { variant: { type: 'string' } } }, { type: 'null' }],
      description: 'Scored once.',
    },
    arms: {
      type: 'object',
      properties: {
        leaveOneOut: { type: 'array', items: { type: 'string', enum: ['dropout', 'focal'] } },
        explicit: {
          type: 'array',
          items: { type: 'object', properties: { name: { type: 'string' }, overrides: {} } },
        },
      },
    },
  },
};

/** Labels, with the caret at the end. */
const labels = (text: string) =>
  completionsAt(schema, text, text.length).options.map(({ label }) => label);

it.each([
  ['keys', '', ['name', 'protocol', 'ensemble', 'arms']],
  ['keys that have the word, those first that begin with it', 'a', ['arms', 'name']],
  ['no key twice', 'name: x\nn', ['ensemble']],
  ['words', 'protocol: ', ['grouped', 'dedup']],
  ['nothing where the word is whole', 'protocol: grouped', []],
  ['what is instead of a mapping', 'ensemble: ', ['null']],
  ['keys of a branch', 'ensemble:\n  ', ['variant']],
  ['entries of a list of one line', 'arms:\n  leaveOneOut: [focal, d', ['dropout']],
  ['entries of a list', 'arms:\n  leaveOneOut:\n    - f', ['focal']],
  ['keys of an entry', 'arms:\n  explicit:\n    - name: a\n      ', ['overrides']],
  ['nothing below what is unknown', 'other:\n  ', []],
])('completes %s', (_, text, expected) => {
  expect(labels(text)).toEqual(expected);
});

it('says what a key is, of which kind, and what it is when left out', () => {
  const { from, options } = completionsAt(schema, 'name: x\nprot', 12);
  expect(from).toBe(8);
  expect(options[0]).toEqual({
    label: 'protocol',
    insert: 'protocol: ',
    detail: '"grouped" when left out',
    description: 'How images are split.',
  });
  expect(completionsAt(schema, 'ar', 2).options[0]?.insert).toBe('arms:\n  ');
});
