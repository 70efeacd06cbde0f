import { diagnosisClasses, type ImageRecord, type Manifest } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { expect, it } from 'vitest';
import { ageBandOf, subgroupTables } from './subgroups.js';

function manifestOf(images: Partial<ImageRecord>[]): Manifest {
  return {
    schemaVersion: 1,
    classes: [...diagnosisClasses],
    layout: 'folder',
    licence: '',
    source: '',
    problems: [],
    images: images.map((image, i) => ({
      imageId: `I${i}`,
      lesionId: `L${i >> 1}`,
      dx: 'nv' as const,
      maskSha256: null,
      dxType: null,
      ageYears: null,
      sex: null,
      localization: null,
      sha256: 'a'.repeat(64),
      sizeBytes: 1,
      widthPx: 1,
      heightPx: 1,
      ...image,
    })),
  };
}

it('puts ages into bands of twenty years', () => {
  const ages = [0, 19, 20, 59.5, 60, 79, 80, 130, null];
  expect(ages.map(ageBandOf)).toEqual([
    ...['0-19', '0-19', '20-39', '40-59', '60-79', '60-79', '80+', '80+', 'unknown'],
  ]);
});

it('counts images, lesions and classes of each subgroup, and leaves out what nobody knows', () => {
  const tables = subgroupTables(
    manifestOf([
      { sex: 'male', ageYears: 30, dx: 'mel' },
      { sex: 'male', ageYears: 70, dx: 'mel' },
      { sex: 'female', ageYears: 30 },
      { sex: null },
    ]),
  );
  expect(tables.map(({ attribute }) => attribute)).toEqual(['sex', 'ageBand']);
  expect(tables[0]?.groups).toMatchObject([
    { value: 'male', images: 2, lesions: 1, classes: { mel: 2, nv: 0 } },
    { value: 'female', images: 1, lesions: 1, classes: { mel: 0, nv: 1 } },
    { value: 'unknown', images: 1, lesions: 1 },
  ]);
  expect(tables[1]?.groups.map(({ value }) => value)).toEqual(['20-39', '60-79', 'unknown']);
});

it('loses no image, whatever the set', () => {
  for (let table = 0; table < 20; table++) {
    const random = randomStream('subgroups', table);
    const pick = <T>(...values: T[]) => values[random.integer(values.length)] as T;
    const images = Array.from({ length: 1 + random.integer(80) }, () => ({
      sex: pick('male', 'female', null),
      ageYears: pick(null, random.integer(131)),
      dx: pick(...diagnosisClasses),
      collection: pick('a', 'b'),
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
