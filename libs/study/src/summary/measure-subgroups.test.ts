import { type Manifest, type Predictions } from '@crossfold/contracts';
import { evaluate, groupIntervals } from '@crossfold/model';
import { describe, expect, it } from 'vitest';
import { measureSubgroups } from './measure-subgroups.js';

const classes = ['a', 'b'];
/** Every third image is answered wrongly; the last quarter has images of one class alone. */
const ids = Array.from({ length: 80 }, (_, i) => `image-${String(i).padStart(2, '0')}`);
const isLast = (i: number) => i >= 60;
const labels = ids.map((_, i) => (isLast(i) ? 0 : i % 2));
const predictions: Predictions = {
  schemaVersion: 1,
  classes,
  imageIds: [...ids, ...ids],
  labels: [...labels, ...labels],
  probabilities: [...labels, ...labels].map((label, i) => {
    const answer = i % 3 === 0 ? 1 - label : label;
    return [answer === 0 ? 0.9 : 0.1, answer === 1 ? 0.9 : 0.1];
  }),
};
const manifest: Pick<Manifest, 'images' | 'classes' | 'columns'> = {
  classes,
  columns: [
    { name: 'site', type: 'text', title: 'site' },
    { name: 'age', type: 'number', title: 'age' },
  ] as unknown as Manifest['columns'],
  images: ids.map((imageId, i) => ({
    imageId,
    groupId: `group-${i % 40}`,
    label: classes[labels[i] ?? 0] ?? '',
    metadata: { site: isLast(i) ? 'back' : 'face', age: i < 40 ? 25 : 65 },
    sha256: 'a'.repeat(64),
    sizeBytes: 1,
    widthPx: 1,
    heightPx: 1,
    maskSha256: null,
  })) as unknown as Manifest['images'],
};
const groups = new Map(ids.map((imageId, i) => [imageId, `group-${i % 40}`]));

describe('measureSubgroups', () => {
  const rows = measureSubgroups(manifest, 'full', predictions, groups);
  const rowOf = (attribute: string, value: RegExp) =>
    rows.find((row) => row.attribute === attribute && value.test(row.value));

  it('scores the images of a subgroup as a set of their own, of all seeds', () => {
    const at = predictions.imageIds.flatMap((id, i) => (id < 'image-60' ? [i] : []));
    const own = {
      ...predictions,
      imageIds: at.map((i) => predictions.imageIds[i] ?? ''),
      labels: at.map((i) => predictions.labels[i] ?? 0),
      probabilities: at.map((i) => predictions.probabilities[i] ?? []),
    };
    const { scores } = evaluate(own, null);
    const intervals = groupIntervals(own, groups);
    expect(rowOf('site', /face/)).toMatchObject({
      variant: 'full',
      images: 60,
      groups: 40,
      absentClasses: [],
      accuracy: scores.accuracy,
      accuracyInterval: intervals.accuracy,
      balancedAccuracy: scores.balancedAccuracy,
      balancedAccuracyInterval: intervals.balancedAccuracy,
    });
  });

  it('names the classes that a subgroup lacks, and scores those that it has', () => {
    const back = rowOf('site', /back/);
    expect(back).toMatchObject({ images: 20, groups: 20, absentClasses: ['b'] });
    expect(back?.balancedAccuracy).toBe(back?.accuracy);
  });

  it('takes numbers in bands, and each attribute as a whole', () => {
    for (const attribute of ['site', 'age']) {
      const own = rows.filter((row) => row.attribute === attribute);
      expect(own.reduce((sum, { images }) => sum + images, 0)).toBe(80);
      expect(own.length).toBeGreaterThan(1);
    }
  });

  it('has no row where the data set tells no subgroups', () => {
    const bare = { ...manifest, columns: [] };
    expect(measureSubgroups(bare, 'full', predictions, groups)).toEqual([]);
  });
});
