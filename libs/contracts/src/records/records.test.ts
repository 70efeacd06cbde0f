import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyPattern, type KeyPattern } from './key-pattern.js';
import { byteObjects, records } from './records.js';

type Names = Readonly<Record<string, string | number>>;
type AnyPattern = KeyPattern<Names>;
const kinds = Object.entries({ ...records, ...byteObjects }) as unknown as [string, AnyPattern][];

/** The kinds that take a key for one of theirs. */
function kindsOf(key: string): string[] {
  return kinds.filter(([, { parseKey }]) => parseKey(key) !== null).map(([name]) => name);
}

/** What a key of a kind may name. */
function namesOf({ pattern }: AnyPattern): fc.Arbitrary<Names> {
  const values: Record<string, fc.Arbitrary<string | number>> = {};
  for (const [, name = '', digits] of pattern.matchAll(/\{(\w+)(:\d+)?\}/g)) {
    const text = fc.stringMatching(name === 'studyId' ? /^[a-z0-9.-]{1,20}$/ : /^[a-z0-9-]{2,20}$/);
    values[name] = digits === undefined ? text : fc.nat(2 ** 31);
  }
  return fc.record(values);
}

describe('keys of stored objects', () => {
  it.each(kinds)('of %s say what they name', (_, kind) => {
    fc.assert(
      fc.property(namesOf(kind), (at) => {
        expect(kind.parseKey(kind.key(at))).toEqual({ ...at });
      }),
    );
  });

  it.each(kinds)('of %s are of no other kind, and begin no other key', (name, kind) => {
    fc.assert(
      fc.property(namesOf(kind), (at) => {
        const key = kind.key(at);
        expect(kindsOf(key)).toEqual([name]);
        expect(kindsOf(`${key}/more`)).toEqual([]);
        expect(key.startsWith(kind.prefix({}))).toBe(true);
        expect(kind.prefix(at)).toBe(key);
      }),
    );
  });

  it('share a prefix up to the first name that is not given', () => {
    expect(records.attempt.prefix({ studyId: 's' })).toBe('studies/s/trials/');
    expect(records.attempt.prefix({ studyId: 's', trialId: 't' })).toBe(
      'studies/s/trials/t/attempts/',
    );
    expect(records.openCrossEvaluation.prefix({})).toBe('open-cross-evaluations/');
  });

  it.each([
    ['another folder', 'datasets/a/b.json'],
    ['too few digits', 'studies/s/trials/t/attempts/12.json'],
    ['digits that are padded too far', 'studies/s/trials/t/attempts/00000012.json'],
    ['a shard of another hash', 'blobs/ab/cdef'],
  ])('are not taken for keys with %s', (_, key) => {
    expect(kindsOf(key)).toEqual([]);
  });

  it('write a dot in a pattern for a dot', () => {
    expect(keyPattern('a/{b}.json').parseKey('a/bxjson')).toBeNull();
  });
});

it('is told by ARCHITECTURE.md as the tables have it', () => {
  const text = readFileSync(new URL('../../../../ARCHITECTURE.md', import.meta.url), 'utf8');
  const [, section = ''] = text.split('## Objects in the store');
  const rows = [...section.matchAll(/^\| `([^`]+)`\s*\|[^|]*\|\s*(\w+)\s*\|/gm)];
  const told = Object.fromEntries(rows.map(([, pattern = '', rule]) => [pattern, rule]));
  const documents = Object.values(records).map(({ pattern, write }) => [pattern, write]);
  const bytes = Object.values(byteObjects).map(({ pattern }) => [pattern, told[pattern]]);
  expect(told).toEqual(Object.fromEntries([...documents, ...bytes]));
  for (const { pattern } of Object.values(byteObjects)) expect(told[pattern]).toBeDefined();
});
