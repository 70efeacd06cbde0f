import { auditSplit, readPredictions, readSplit } from '@crossfold/data';
import { describe, expect, it } from 'vitest';
import { auditDocument, hasLeak } from './audit-document.js';
import { auditPredictions } from './audit-scores.js';
import { auditFormats, auditJson } from './audit-views.js';

const classes = ['mel', 'nv'];
const images = Array.from({ length: 80 }, (_, i) => ({
  image: `I${i}`,
  group: `G${i >> 1}`,
  label: classes[(i >> 1) % 2] ?? '',
}));

/** Groups lie whole in one of four folds, but for `torn`, whose second images are moved on. */
function splitInto(torn: readonly number[], nameOf = (fold: number) => String(fold)) {
  const lines = images.map(({ image, group, label }, i) => {
    const fold = ((i >> 2) + (torn.includes(i >> 1) && i % 2 === 1 ? 1 : 0)) % 4;
    return `${image},${label},${group},${nameOf(fold)}`;
  });
  const text = `image,label,group,part\n${lines.join('\n')}\n`;
  return auditSplit(readSplit(text, { file: 'split.csv' }));
}

/** Right of the images of the groups, else of every second. */
function predict(right: readonly number[], columns = ''): string {
  const lines = images.map(({ image, label }, i) => {
    const isRight = right.includes(i >> 1) || i % 2 === 0;
    const p = (label === 'mel') === isRight ? 0.9 : 0.1;
    return `${image},${p},${(1 - p).toFixed(1)}`;
  });
  return `image,mel,nv${columns}\n${lines.join('\n')}\n`;
}

const read = (text: string) => readPredictions(text, { file: 'p.csv', classes });

describe('auditPredictions', () => {
  it('tells scores with leaked images from those without', () => {
    const torn = [0, 1, 2, 3];
    const audit = splitInto(torn);
    const { scores, missing } = auditPredictions(audit, read(predict(torn)));
    expect(missing).toEqual([]);
    expect(scores).toHaveLength(1);
    expect(scores[0]).toMatchObject({
      name: 'out of fold',
      images: 80,
      groups: 40,
      leakedImages: 8,
    });
    const compared = scores[0]?.scores;
    expect(compared?.all.accuracy?.value).toBeCloseTo(44 / 80, 12);
    expect(compared?.subset.accuracy?.value).toBeCloseTo(36 / 72, 12);
    expect(compared?.difference.balancedAccuracy?.value).toBeCloseTo(0.05, 12);
  });

  it('says of a clean split that there is no leak, in one column', () => {
    const split = splitInto([]);
    const subject = {
      file: 'split.csv',
      split,
      predictions: auditPredictions(split, read(predict([]))),
    };
    expect(hasLeak(subject)).toBe(false);
    const text = auditFormats.md(subject);
    expect(text).toContain('- No leak: nothing that was looked for');
    expect(text).not.toMatch(/without|LEAK/);
    expect(auditJson(subject)).toMatchObject({ hasLeak: false, crossings: [] });
  });

  it('scores test images alone, and leaves out predictions of training', () => {
    const split = splitInto([], (fold) => (fold < 2 ? 'train' : fold === 2 ? 'val' : 'test'));
    const { scores, leftOut } = auditPredictions(split, read(predict([])));
    expect(scores.map(({ name, images: some }) => [name, some])).toEqual([
      ['val', 20],
      ['test', 20],
    ]);
    expect(leftOut.training).toHaveLength(40);
  });

  it('finds images under names with and without an ending and a folder', () => {
    const table = readSplit('image,label,part\nx/a.jpg,nv,0\nx/b.jpg,mel,1\n', { file: 's.csv' });
    const { scores, leftOut } = auditPredictions(
      auditSplit(table),
      read('image,predicted\na,nv\nb.png,mel\nc,mel\n'),
    );
    expect(scores.map(({ images: some }) => some)).toEqual([2]);
    expect(leftOut.unknown).toEqual(['c']);
  });

  it('leaves out what a model of another fold predicted, and calls it a leak', () => {
    const split = splitInto([]);
    const lines = split.rows.map(({ imageId, part }, i) => `${imageId},nv,${i === 5 ? '3' : part}`);
    const predictions = auditPredictions(
      split,
      read(`image,predicted,fold\n${lines.join('\n')}\n`),
    );
    expect(predictions.leftOut.otherPart).toEqual(['I5']);
    expect(predictions.missing).toEqual(['I5']);
    expect(hasLeak({ split, predictions })).toBe(true);
    const { blocks } = auditDocument({ file: 'split.csv', split, predictions });
    expect(blocks[0]).toMatchObject({
      items: expect.arrayContaining([expect.stringContaining('I5')]),
    });
  });
});
