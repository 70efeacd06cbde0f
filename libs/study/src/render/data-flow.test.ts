import { reportFigureSchema, type DataFlow, type Report } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { measureDataFlow } from '../summary/data-flow.js';
import { smallResults, writtenAt } from '../summary/small-results.fixture.js';
import { summariseStudy } from '../summary/summarise-study.js';
import { drawFigure } from '../svg/draw-figure.js';
import { dataFlowFigures, dataFlowTables } from './data-flow.js';

const summary = await summariseStudy(smallResults(), writtenAt);
const { foldPlan } = smallResults();
const plain = measureDataFlow(foldPlan, null);
const dataset: DataFlow['dataset'] = {
  images: 154,
  groups: 77,
  source: '',
  licence: '',
  dropped: [{ reason: 'excluded-class', images: 9 }],
  copies: 3,
};
const withFlow = (dataFlow: DataFlow | null): Report => ({ ...summary, dataFlow });
const rowsOf = (report: Report) => dataFlowTables(report)[0]?.rows.map((row) => row.slice(0, 3));

describe('the flow of images', () => {
  it('goes from what was found to the folds', () => {
    expect(rowsOf(withFlow({ ...plain, dataset }))).toEqual([
      ['left out', 9, null],
      ['data set drawn', 154, 77],
      ['sealed part', 14, 7],
      ['development part', 140, 70],
      ['fold 0', 70, 35],
      ['fold 1', 70, 35],
    ]);
  });

  it('names what the plan leaves out, and tells many folds together', () => {
    const more = { ...dataset, images: 200, groups: 100 };
    const folds = Array.from({ length: 5 }, (_, repeat) =>
      Array.from({ length: 5 }, (_, fold) => ({ images: 20 + fold, groups: 10 + repeat })),
    );
    expect(rowsOf(withFlow({ ...plain, dataset: more, folds }))).toEqual([
      ['left out', 9, null],
      ['data set drawn', 200, 100],
      ['in no part', 46, 23],
      ['fold plan', 154, 77],
      ['sealed part', 14, 7],
      ['development part', 140, 70],
      ['each of 25 folds', '20–24', '10–14'],
    ]);
  });

  it('counts no group as gone of which one image is kept', () => {
    const more = { ...dataset, images: 200 };
    const { foldPlan } = summary;
    const options = { ...foldPlan.options, protocol: 'dedup' as const };
    const report = {
      ...withFlow({ ...plain, dataset: more }),
      foldPlan: { ...foldPlan, options },
    };
    expect(dataFlowTables(report)[0]?.rows[2]).toEqual([
      ...['in no part', 46, null, 'one image is kept of each lesion (protocol dedup)'],
    ]);
    const { drawing } = dataFlowFigures(report)[0] ?? {};
    if (drawing?.form !== 'flow') throw new Error('expected a flow');
    expect(drawing.steps[1]?.leaving?.lines[0]).toBe('46 images');
  });

  it('has a table of classes alone in a report of before', () => {
    expect(dataFlowTables(withFlow(null)).map(({ id }) => id)).toEqual(['class-sizes']);
    expect(dataFlowFigures(withFlow(null))).toEqual([]);
  });

  it('is a figure with a box for each part, whose texts stay within', () => {
    const [figure] = dataFlowFigures(withFlow({ ...plain, dataset }));
    if (!figure) throw new Error('expected a figure');
    expect(() => reportFigureSchema.parse(figure)).not.toThrow();
    if (figure.drawing.form !== 'flow') throw new Error('expected a flow');
    const { steps, parts } = figure.drawing;
    expect(steps.map(({ title, leaving }) => [title, leaving?.title])).toEqual([
      ['Found', 'Left out'],
      ['Data set drawn', 'Sealed part'],
      ['Development part', undefined],
    ]);
    expect(steps[0]?.lines).toEqual(['163 images or rows']);
    expect(steps[2]?.lines).toEqual([
      '140 images of 70 lesions',
      'akiec 20, bcc 20, bkl 20, df 20, mel 20, nv 20, vasc 20'.replace(/ (?=\d)/g, '\u00a0'),
    ]);
    expect(parts.map(({ title }) => title)).toEqual(['Fold 0', 'Fold 1']);
    for (const widthPx of [320, 720]) {
      const svg = drawFigure(figure, widthPx);
      const heightPx = Number(/viewBox="0 0 \d+ (\d+)"/.exec(svg)?.[1]);
      const boxes = [
        ...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g),
      ];
      expect(boxes).toHaveLength(7);
      for (const [, x, y, width, height] of boxes) {
        expect(Number(x) + Number(width)).toBeLessThanOrEqual(widthPx);
        expect(Number(y) + Number(height)).toBeLessThanOrEqual(heightPx);
      }
    }
  });
});
