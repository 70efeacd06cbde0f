import type { Predictions, Scores } from '@crossfold/contracts';
import { evaluate } from '@crossfold/model';
import { expect, it } from 'vitest';
import { scoresOfCell } from './cell-scores.js';

const positive = { title: 'faulty', classes: ['b'] };
const predictions: Predictions = {
  schemaVersion: 1,
  classes: ['a', 'b'],
  imageIds: ['1', '2', '3'],
  labels: [0, 1, 1],
  probabilities: [
    [0.9, 0.1],
    [0.2, 0.8],
    [0.7, 0.3],
  ],
};
const { scores } = evaluate(predictions, positive);
const cell = (stored: Scores) => ({
  receipt: { evaluation: { scores: stored } },
  predictions,
});

it('computes from the predictions of a cell the scores that came after its result', () => {
  expect(scores).toMatchObject({ positiveRecall: 0.5, positiveSpecificity: 1 });
  const before = cell({ ...scores, accuracy: 0.1, positiveRecall: null });
  expect(scoresOfCell(before, positive)).toEqual({ ...scores, accuracy: 0.1 });
  expect(scoresOfCell({ ...before, predictions: null }, positive)?.positiveRecall).toBeNull();
  expect(scoresOfCell({ receipt: null, predictions: null }, positive)).toBeNull();
});

it('takes what is stored where nothing is missing', () => {
  const whole = { ...scores, positiveRecall: 0.25 };
  expect(scoresOfCell(cell(whole), positive)).toBe(whole);
  const none = { ...scores, positiveRecall: null };
  expect(scoresOfCell(cell(none), null)).toBe(none);
});
