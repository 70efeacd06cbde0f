import { firstColumns, firstScheme, type ImageRecord, type Manifest } from '@crossfold/contracts';
import { diagnosisClasses } from '../profiles/ham10000/scheme.js';
import { randomStream } from '@crossfold/random';
import { expect, it } from 'vitest';
import { bandOf, subgroupTables } from './subgroups.js';

function manifestOf(images: Partial<ImageRecord>[]): Manifest {
  return {
    schemaVersion: 2,
    ...firstScheme,
    columns: firstColumns,
    layout: 'folder',
    licence: '',
    source: '',
    problems: [],
    images: images.map((image, i) => ({
      imageId: `I${i}`,
      groupId: `L${i >> 1}`,
      label: 'nv' as const,
      maskSha256: null,
      metadata: {},
      sha256: 'a'.repeat(64),
      sizeBytes: 1,
      widthPx: 1,
      heightPx: 1,
      ...image,
    })),
  };
}

it('puts numbers into bands', () => {
  expect([0, 19, 20, 59.5, 60, 79, -1].map((age) => bandOf(age, 20))).toEqual([
    ...['0-19', '0-19', '20-39', '40-59', '60-79', '60-79', '-20--1'],
  ]);
  expect([0.05, 0.39].map((share) => bandOf(share, 0.2))).toEqual(['0.0 to 0.2', '0.2 to 0.4']);
});

it('chooses bands that are few and round', () => {
  const bandsOf = (ages: readonly number[]) => {
    const tables = subgroupTables(manifestOf(ages.map((age) => ({ metadata: { age } }))));
    return tables[0]?.groups.map(({ value }) => value);
  };
  expect(bandsOf([85, 0, 40, 60, 25])).toEqual(['0-19', '20-39', '40-59', '60-79', '80-99']);
  expect(bandsOf([7, 7])).toEqual(['7-7']);
  expect(bandsOf([0.11, 0.52])).toEqual(['0.1 to 0.2', '0.5 to 0.6']);
});

it('keeps grades apart, which have no unit', () => {
  const grades = [12, 34, 56, 34].map((tone) => ({ metadata: { tone } }));
  const columns = [{ name: 'tone', type: 'number' as const }];
  const [table] = subgroupTables({ ...manifestOf(grades), columns });
  expect(table?.groups.map(({ value, images }) => [value, images])).toEqual([
    ...[['12', 1] as const, ['34', 2] as const, ['56', 1] as const],
  ]);
});

it('leaves out a column that has another text for nearly each image', () => {
  const notes = Array.from({ length: 60 }, (_, i) => ({ metadata: { sex: `note ${i}` } }));
  expect(subgroupTables(manifestOf(notes))).toEqual([]);
});

it('counts images, lesions and classes of each subgroup, and leaves out what nobody knows', () => {
  const tables = subgroupTables(
    manifestOf([
      { metadata: { sex: 'male', age: 30 }, label: 'mel' },
      { metadata: { sex: 'male', age: 70 }, label: 'mel' },
      { metadata: { sex: 'female', age: 30 } },
      {},
    ]),
  );
  expect(tables.map(({ attribute }) => attribute)).toEqual(['age', 'sex']);
  expect(tables[1]?.groups).toMatchObject([
    { value: 'male', images: 2, groups: 1, classes: { mel: 2, nv: 0 } },
    { value: 'female', images: 1, groups: 1, classes: { mel: 0, nv: 1 } },
    { value: 'unknown', images: 1, groups: 1 },
  ]);
  expect(tables[0]?.groups.map(({ value }) => value)).toEqual(['30-39', '70-79', 'unknown']);
});

it('loses no image, whatever the set', () => {
  for (let table = 0; table < 20; table++) {
    const random = randomStream('subgroups', table);
    const pick = <T>(...values: T[]) => values[random.integer(values.length)] as T;
    const images = Array.from({ length: 1 + random.integer(80) }, () => ({
      metadata: {
        ...pick({ sex: 'male' }, { sex: 'female' }, {}),
        ...pick({}, { age: random.integer(131) }),
        collection: pick('a', 'b'),
      },
      label: pick(...diagnosisClasses),
    }));
    for (const { groups } of subgroupTables(manifestOf(images))) {
      expect(groups.reduce((sum, group) => sum + group.images, 0)).toBe(images.length);
      for (const group of groups) {
        const counted = Object.values(group.classes).reduce((sum, count) => sum + count, 0);
        expect(counted).toBe(group.images);
      }
    }
  }
});
