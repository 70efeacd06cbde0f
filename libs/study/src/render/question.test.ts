import type { Report, Winner } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { measureDataFlow } from '../summary/data-flow.js';
import { smallEnsemble, smallResults, writtenAt } from '../summary/small-results.fixture.js';
import { summariseStudy } from '../summary/summarise-study.js';
import { answerOf, withHeadlines } from './headlines.js';
import { withQuestion } from './question.js';
import { reportFormats } from './render-report.js';
import { stardItems } from './stard-items.js';

const summary = await summariseStudy(smallResults(), writtenAt);
const { foldPlan } = smallResults();
const report: Report = {
  ...summary,
  asked: 'Does focal loss help?',
  dataFlow: measureDataFlow(foldPlan, null),
};
const winner: Winner = {
  stage: 'backbones',
  studyId: 'study-0',
  edition: 1,
  variant: 'mobilenet',
  by: 'balancedAccuracy',
  rule: 'best',
  candidates: [
    { variant: 'full', score: 0.7, parameters: 25_600_000 },
    { variant: 'mobilenet', score: 0.72, parameters: 3_200_000 },
  ],
  leftOut: [{ variant: 'vgg16', reason: '1 of its cells have no result' }],
};
const inSeries = (changes: Partial<NonNullable<Report['series']>>): Report => ({
  ...report,
  series: { stages: ['backbones', 'ablation'], index: 1, winner: null, chosen: [], ...changes },
});

describe('the question of a report', () => {
  it('says what is compared with what, on which data, by what, and how it is decided', () => {
    expect(withQuestion(report).question).toEqual([
      'Does focal loss help?',
      'Compared with the baseline full: 1 arm, no-focal.',
      'Data: drawn, 154 images of 77 lesions in 7 classes. Every variant is trained on the same 2 folds with 2 seeds, 4 models each; no lesion lies on both sides of a split (protocol grouped).',
      expect.stringMatching(
        /^Measured by balanced accuracy \(mean over the classes .*\) on images/,
      ),
      expect.stringMatching(
        /^Decided by the interval .* within ±1 point, and is not decided else\.$/,
      ),
      'Sealed: 14 images, which no model is trained on or chosen by; not scored by this study.',
    ]);
  });

  it('names the stage, and tells when the sealed part is opened', () => {
    const staged = { ...inSeries({ winner }), ensemble: smallEnsemble(), asked: null };
    const { question } = withQuestion(staged);
    expect(question[0]).toBe('Stage 2 of 2, ablation; its baseline is what won stage backbones.');
    expect(question.at(-1)).toMatch(/; scored once, by the ensemble\.$/);
  });

  it('comes first, in every format that is read', () => {
    const shown = withHeadlines(withQuestion(report));
    const md = reportFormats.md.render(shown);
    expect(md.indexOf('## Question')).toBeLessThan(md.indexOf('## Answer'));
    expect(md).toContain('- Does focal loss help?');
    const leak = { leakedImages: 70, poolImages: 140 };
    const leaky = reportFormats.md.render({ ...shown, foldPlan: { ...shown.foldPlan, leak } });
    expect(leaky).toContain('## Question – LEAK: 50.0 %');
    expect(reportFormats.json.render(shown)).toContain('"asked":"Does focal loss help?"');
    expect(reportFormats.latex.render(shown, { tables: 'all' })).toContain(
      'Images and lesions in each part',
    );
  });
});

describe('the winner of a stage in the answer', () => {
  it('stands first in the report of its own stage', () => {
    const { headlines } = withHeadlines(inSeries({ index: 0, chosen: [winner] }));
    const line =
      'Stage backbones was won by mobilenet with 72.0 % mean balanced accuracy out of fold, the best of 2; next is full with 70.0 %.';
    expect(headlines[0]).toBe(line);
    expect(answerOf(inSeries({ index: 0, chosen: [winner] })).headline).toContain(line);
  });

  it('stands before the baseline that it became', () => {
    const { headlines } = withHeadlines(inSeries({ winner }));
    const at = headlines.findIndex((line) => line.startsWith('Stage backbones was won by'));
    expect(at).toBeGreaterThan(0);
    expect(headlines[at + 1]).toMatch(/^Baseline full/);
  });

  it('is told with what the rule weighed', () => {
    const rule = { withinPoints: 2, smallest: 'parameters' as const };
    const small = {
      ...winner,
      rule,
      candidates: winner.candidates.map((one) =>
        one.variant === 'full' ? { ...one, score: 0.73 } : one,
      ),
    };
    const { headlines } = withHeadlines(inSeries({ chosen: [small] }));
    expect(headlines[0]).toBe(
      'Stage backbones was won by mobilenet with 72.0 % mean balanced accuracy out of fold: the fewest parameters within 2 points of the best (3.2 M), where the best is full with 73.0 % (25.6 M).',
    );
  });

  it('has a table of all that could have won, and why others could not', () => {
    const html = reportFormats.html.render(inSeries({ winner }));
    const [, table = ''] = /<table id="baseline-winner">(.*?)<\/table>/s.exec(html) ?? [];
    expect(table).toContain('Winner of stage backbones (study-0)');
    expect(table).toMatch(/mobilenet<\/th>.*72\.0.*3\.2 M.*won.*full<\/th>.*70\.0/s);
    expect(table).toContain('could not win: 1 of its cells have no result');
  });
});

it('has the 40 items of STARD-AI in 48 rows, each once', () => {
  const items = stardItems.map(({ item }) => item);
  expect(new Set(items).size).toBe(48);
  expect(items.map((item) => Number.parseInt(item, 10))).toEqual(
    items.map((item) => Number.parseInt(item, 10)).toSorted((a, b) => a - b),
  );
  expect(new Set(items.map((item) => Number.parseInt(item, 10))).size).toBe(40);
  const answers = stardItems.map(({ answer }) => answer({ report, appendix: null }));
  expect(answers.filter((answer) => answer === null).length).toBeGreaterThan(15);
  expect(answers.filter((answer) => answer !== null).length).toBeGreaterThan(20);
});
