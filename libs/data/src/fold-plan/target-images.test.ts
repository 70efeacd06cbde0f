import type { FoldAssignment, ImageRecord, Manifest } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { selectTargetImages } from './target-images.js';

const record = (imageId: string, changes: Partial<ImageRecord> = {}) =>
  ({ imageId, groupId: `L-${imageId}`, sha256: `bytes of ${imageId}`, ...changes }) as ImageRecord;
const manifest = (...images: ImageRecord[]) => ({ images }) as Manifest;

const source = manifest(
  record('a', { patientId: 'P1' }),
  record('b'),
  record('sealed', { patientId: 'P2' }),
  record('left-out'),
);
const assignments = [
  { imageId: 'a', fold: 0 },
  { imageId: 'b', fold: 1 },
  { imageId: 'sealed', fold: 'sealed' },
] as FoldAssignment[];

it('leaves out what the models saw and what is sealed, each by its first reason', () => {
  const target = manifest(
    record('new'),
    record('copy', { sha256: 'bytes of b' }),
    record('same-lesion', { groupId: 'L-a' }),
    record('same-patient', { patientId: 'P1' }),
    record('same-lesion-and-bytes', { groupId: 'L-b', sha256: 'bytes of b' }),
    record('opened', { sha256: 'bytes of sealed' }),
    record('beside-sealed', { patientId: 'P2' }),
    record('never-trained', { sha256: 'bytes of left-out' }),
  );
  const { images, dropped } = selectTargetImages(target, source, { assignments });
  expect(images.map(({ imageId }) => imageId)).toEqual(['new', 'never-trained']);
  expect(dropped).toEqual([
    { reason: 'trained-bytes', images: 2 },
    { reason: 'trained-group', images: 1 },
    { reason: 'trained-patient', images: 1 },
    { reason: 'sealed', images: 2 },
  ]);
});

it('leaves nothing of the study’s own data but what its plan leaves out', () => {
  const { images } = selectTargetImages(source, source, { assignments });
  expect(images.map(({ imageId }) => imageId)).toEqual(['left-out']);
});
