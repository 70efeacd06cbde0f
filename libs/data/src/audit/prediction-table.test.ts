import { describe, expect, it } from 'vitest';
import { readPredictions } from './prediction-table.js';

const classes = ['bkl', 'mel', 'nv'];
const read = (text: string, columns = {}) =>
  readPredictions(text, { file: 'p.csv', classes, columns });

describe('readPredictions', () => {
  it.each([
    ['the classes', 'image,bkl,mel,nv'],
    ['p_ and the class', 'image,p_bkl,p_mel,p_nv'],
    ['the class and _prob', 'image,bkl_prob,mel_prob,nv_prob'],
    ['another case', 'Image,BKL,MEL,NV'],
  ])('reads probabilities under %s', (_, header) => {
    const [row] = read(`${header}\nI1,0.1,0.7,0.2\n`);
    expect(row).toMatchObject({ imageId: 'I1', predicted: 'mel', probabilities: [0.1, 0.7, 0.2] });
  });

  it('reads answers alone, labels and parts', () => {
    const [row] = read('image,y_true,y_pred,fold\nI1,nv,mel,1.0\n');
    expect(row).toMatchObject({ label: 'nv', predicted: 'mel', part: '1', probabilities: null });
  });

  it('takes the names of columns of the split where they are here too', () => {
    const [row] = read('id,who,answer\nI1,x,mel\n', { image: 'isic', predicted: 'answer' });
    expect(row).toMatchObject({ imageId: 'I1', predicted: 'mel' });
  });

  it.each([
    [
      'a share beyond 1',
      'image,bkl,mel,nv\nI1,0,1.7,0\n',
      /line 2, column "mel": expected a probability in 0 … 1, got 1.7/,
    ],
    ['no number', 'image,bkl,mel,nv\nI1,0,high,0\n', /line 2, column "mel": .* got high/],
    [
      'logits',
      'image,bkl,mel,nv\nI1,0,1,1\n',
      /line 2, columns "bkl", "mel", "nv".*: expected probabilities that sum to 1, got 2/,
    ],
    ['a class without a column', 'image,bkl,mel\nI1,0,1\n', /line 1: .* got none for nv/],
    [
      'an unknown answer',
      'image,predicted\nI1,nevus\nI2,mle\n',
      /line 2, column "predicted": expected one of the classes, got nevus/,
    ],
  ])('refuses %s, by line and column', (_, text, message) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID', message: expect.stringMatching(message) }),
    );
  });
});
