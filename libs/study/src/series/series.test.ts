import { AppError, type Report } from '@crossfold/contracts';
import { assertTrainable } from '@crossfold/model';
import { describe, expect, it } from 'vitest';
import { parseStudySpec } from '../compile/compile-study.js';
import { smallResults } from '../summary/small-results.fixture.js';
import { chooseWinner, type WinnerChoice } from './choose-winner.js';
import { firstStudyOf } from './first-study.js';
import { reportSeries } from './series-report.js';
import { parseStagedFile, stageBody } from './stage-files.js';

const tiny = { model: { backbone: 'tiny', imageSizePx: 32 } };
const widths = { grid: { 'model.hiddenUnits': [[8], [64]] } };
const file = {
  name: 'two',
  dataset: 'drawn',
  seeds: [1, 2],
  baseline: tiny,
  ensemble: { testTimeAugmentation: 'none' },
  stages: [
    { name: 'width', arms: widths },
    {
      name: 'ablation',
      baseline: { winnerOf: 'width', name: 'winner', overrides: { model: { dropout: 0.3 } } },
      arms: { leaveOneOut: ['fc', 'focal'] },
    },
  ],
};

function problemOf(changes: object): string {
  try {
    firstStudyOf({ ...file, ...changes }, 1000);
  } catch (error) {
    if (error instanceof AppError) return error.problems.join('\n') || error.message;
    throw error;
  }
  return '';
}

describe('a study file with stages', () => {
  it('is taken apart into study files that stand for themselves', () => {
    const { body, series, later } = firstStudyOf(file, 1000);
    expect(body).toMatchObject({ name: 'two-width', seeds: [1, 2], ensemble: null });
    expect(body).not.toHaveProperty('stages');
    const first = parseStudySpec(body, assertTrainable);
    expect(first.variants.map(({ name }) => name)).toEqual([
      'full',
      'hidden-units-8',
      'hidden-units-64',
    ]);
    expect(series?.('two-ab12')).toMatchObject({ stages: ['width', 'ablation'], index: 0, file });
    expect(later.map(({ name, outcomes }) => [name, outcomes.map(({ winner }) => winner)])).toEqual(
      [['ablation', ['full', 'hidden-units-8', 'hidden-units-64']]],
    );

    const won = first.variants[1]?.config ?? null;
    const second = stageBody(parseStagedFile(file), 1, won, ['two-width-ab12']);
    expect(second).toMatchObject({
      name: 'two-ablation',
      ensemble: { testTimeAugmentation: 'none' },
      reuse: ['two-width-ab12'],
    });
    const { variants } = parseStudySpec(second, assertTrainable);
    expect(variants.map(({ name }) => name)).toEqual(['winner', 'no-fc', 'no-focal']);
    expect(variants[0]?.config).toEqual({ ...won, model: { ...won?.model, dropout: 0.3 } });
  });

  it('leaves a study file without stages as it is', () => {
    const { stages: _, ...alone } = file;
    expect(firstStudyOf(alone, 1000)).toEqual({ body: alone, series: null, later: [] });
  });

  it('may take results of any study in all of its stages, and names none beside them', () => {
    const { body, later } = firstStudyOf({ ...file, reuse: 'auto' }, 1000);
    expect(body).toMatchObject({ name: 'two-width', reuse: 'auto' });
    expect(later[0]?.outcomes[0]?.parsed.spec.reuse).toBe('auto');
    expect(problemOf({ reuse: ['first'] })).toBe(
      'reuse: expected auto or none beside stages, which take the results of earlier ones',
    );
  });

  it('is refused for what a later stage cannot do with one of the possible winners', () => {
    const arms = { grid: { 'model.hiddenUnits': [[]] } };
    expect(problemOf({ stages: [{ name: 'width', arms }, file.stages[1]] })).toBe(
      'stage ablation, if hidden-units-none wins: arms.leaveOneOut: the baseline has no fc to leave out',
    );
  });

  it.each([
    [
      'a winner of no stage, and arms beside stages',
      {
        arms: { leaveOneOut: ['fc'] },
        stages: [file.stages[0], { name: 'b', baseline: { winnerOf: 'widht' } }],
      },
      [
        'arms: expected them in the stages',
        'stages[1].baseline.winnerOf: expected one of [width], got "widht"',
      ],
    ],
    [
      'a winner of a later stage',
      { stages: [{ name: 'a', baseline: { winnerOf: 'b' } }, { name: 'b' }] },
      ['stages[0].baseline.winnerOf: expected none in the first stage, got "b"'],
    ],
    ['one stage', { stages: [file.stages[0]] }, ['stages: expected at least 2 entries, got 1']],
    [
      'a name twice',
      { stages: [file.stages[0], file.stages[0]] },
      ['stages[1].name: expected different names, got "width" twice'],
    ],
    [
      'an unknown rule',
      { stages: [file.stages[0], { name: 'b', baseline: { winnerOf: 'width', rule: 'bset' } }] },
      ['stages[1].baseline.rule: expected best, or { withinPoints'],
    ],
    [
      'an unknown key of a stage',
      { stages: [file.stages[0], { name: 'b', arm: {} }] },
      ['stages[1]: unknown key "arm"; did you mean "arms"?'],
    ],
    [
      'arms that the first stage cannot have',
      { stages: [{ name: 'a', arms: { leaveOneOut: ['mixup'] } }, { name: 'b' }] },
      ['stage a: arms.leaveOneOut: the baseline has no mixup to leave out'],
    ],
  ])('refuses %s', (_, changes, problems) => {
    const found = problemOf(changes);
    for (const problem of problems) expect(found).toContain(problem);
  });
});

describe('the winner of a stage', () => {
  const { study } = smallResults();
  type Cells = Report['variants'][number]['cells'];
  const whole: Cells = { succeeded: 4, failed: 0, skipped: 0, racedOut: 0, cancelled: 0 };

  function reportOf(full: number, arm: number, cells: Partial<Cells> = {}) {
    const variant = (name: string, score: number, own: Partial<Cells> = {}) => ({
      name,
      cells: { ...whole, ...own },
      overCells: { mean: { balancedAccuracy: score, macroF1: 1 - score }, sd: null },
    });
    const variants = [variant('full', full), variant('no-focal', arm, cells)];
    return { edition: 2, variants } as unknown as Report;
  }
  const best: WinnerChoice = { by: 'balancedAccuracy', rule: 'best' };

  it('has the best mean over the cells, and says of all what they had', () => {
    expect(chooseWinner(study, reportOf(0.7, 0.72), best)).toMatchObject({
      studyId: 'study-1',
      edition: 2,
      variant: 'no-focal',
      candidates: [
        { variant: 'full', score: 0.7 },
        { variant: 'no-focal', score: 0.72 },
      ],
      leftOut: [],
    });
    const byF1 = { ...best, by: 'macroF1' as const };
    expect(chooseWinner(study, reportOf(0.7, 0.72), byF1).variant).toBe('full');
    expect(chooseWinner(study, reportOf(0.7, 0.7), best).variant).toBe('full');
  });

  it('lacks no cell', () => {
    expect(chooseWinner(study, reportOf(0.7, 0.9, { failed: 1 }), best)).toMatchObject({
      variant: 'full',
      leftOut: [{ variant: 'no-focal', reason: '1 of its cells have no result' }],
    });
  });

  it('is the smallest of those that are near enough to the best', () => {
    const [full, arm] = study.variants;
    if (!full || !arm) throw new Error('expected two variants');
    const config = { ...arm.config, model: { ...arm.config.model, hiddenUnits: [] } };
    const smaller = { ...study, variants: [full, { ...arm, config }] };
    const rule = { withinPoints: 2, smallest: 'parameters' as const };
    const near = chooseWinner(smaller, reportOf(0.72, 0.705), { ...best, rule });
    expect(near).toMatchObject({ variant: 'no-focal', rule });
    expect(chooseWinner(smaller, reportOf(0.73, 0.705), { ...best, rule }).variant).toBe('full');
  });

  it('stands in the report of its stage, once for each rule of a later one', () => {
    const rule = { withinPoints: 2, smallest: 'parameters' as const };
    const series = {
      seriesId: 'two-ab12',
      stages: ['width', 'ablation'],
      index: 0,
      winner: null,
      file: {
        ...file,
        stages: [
          file.stages[0],
          { name: 'ablation', baseline: { winnerOf: 'width' } },
          { name: 'again', baseline: { winnerOf: 'width' } },
          { name: 'small', baseline: { winnerOf: 'width', rule } },
        ],
      },
    };
    const report = reportOf(0.7, 0.72);
    expect(reportSeries(study, report)).toBeNull();
    const found = reportSeries({ ...study, series }, report);
    expect(found).toMatchObject({ stages: ['width', 'ablation'], index: 0, winner: null });
    expect(found?.chosen.map((one) => [one.variant, one.rule])).toEqual([
      ['no-focal', 'best'],
      ['no-focal', rule],
    ]);
    expect(reportSeries({ ...study, series: { ...series, index: 1 } }, report)?.chosen).toEqual([]);
    const none = reportOf(0.7, 0.9, { failed: 1 });
    none.variants[0] = { ...none.variants[0], cells: { ...whole, failed: 2 } } as never;
    expect(reportSeries({ ...study, series }, none)?.chosen).toEqual([]);
  });
});
