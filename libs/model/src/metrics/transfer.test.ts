import type { Predictions } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { closePredictions, presentBalancedAccuracy, scoreTransfer } from './transfer.js';

/** Of akiec, bcc and mel; the images have akiec and mel alone. */
const predictions: Predictions = {
  schemaVersion: 1,
  classes: ['akiec', 'bcc', 'mel'],
  imageIds: ['a', 'b', 'c', 'd'],
  labels: [0, 0, 2, 2],
  probabilities: [
    [0.6, 0.3, 0.1],
    [0.3, 0.6, 0.1],
    [0.1, 0.6, 0.3],
    [0.5, 0.1, 0.4],
  ],
};
const lesions = ['a', 'b', 'c', 'd'];

describe('scoreTransfer', () => {
  it('counts answers of absent classes as errors, in means over the present ones', () => {
    const open = scoreTransfer(predictions, lesions);
    expect(open.scores).toMatchObject({ accuracy: 0.25, balancedAccuracy: 0.25 });
    expect(open.perClass.map(({ name, recall }) => [name, recall])).toEqual([
      ['akiec', 0.5],
      ['mel', 0],
    ]);
    expect(open.confusionMatrix).toEqual([
      [1, 1, 0],
      [1, 1, 0],
    ]);
    // F1 of akiec: one hit, two images, two answers; of mel: no hit.
    expect(open.scores.macroF1).toBeCloseTo(0.25, 12);
  });

  it('restricts answers to the present classes in closed mode', () => {
    const closed = closePredictions(predictions);
    expect(closed.classes).toEqual(['akiec', 'mel']);
    expect(closed.labels).toEqual([0, 0, 1, 1]);
    for (const row of closed.probabilities) {
      expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    }
    expect(closed.probabilities[1]?.[0]).toBeCloseTo(0.75, 12);
    expect(scoreTransfer(closed, lesions).scores).toMatchObject({
      accuracy: 0.75,
      balancedAccuracy: 0.75,
    });
    expect(presentBalancedAccuracy(closed)).toBe(0.75);
  });

  it('changes nothing in closed mode where every class is present', () => {
    const every = { ...predictions, labels: [0, 1, 2, 2] };
    const [open, closed] = [every, closePredictions(every)].map((it) => scoreTransfer(it, lesions));
    expect(closed?.scores.balancedAccuracy).toBe(open?.scores.balancedAccuracy);
    expect(closed?.confusionMatrix).toEqual(open?.confusionMatrix);
  });

  it('divides a row that vanished among the present classes', () => {
    const vanished = { ...predictions, probabilities: predictions.labels.map(() => [0, 1, 0]) };
    expect(closePredictions(vanished).probabilities[0]).toEqual([0.5, 0.5]);
  });

  it('gives wider intervals when images of a lesion go together', () => {
    const many = Array.from({ length: 40 }, (_, i) => i);
    const rows = many.map((i) => (Math.floor(i / 5) % 2 === 0 ? [0.9, 0, 0.1] : [0.1, 0, 0.9]));
    const set = {
      ...predictions,
      imageIds: many.map(String),
      labels: many.map((i) => (i < 20 ? 0 : 2)),
      probabilities: rows,
    };
    const width = (clusters: string[]) => {
      const [low, high] = scoreTransfer(set, clusters).intervals.balancedAccuracy;
      return high - low;
    };
    expect(width(many.map((i) => `${Math.floor(i / 5)}`))).toBeGreaterThan(
      1.5 * width(many.map(String)),
    );
  });
});
