import {
  contentHash,
  firstScheme,
  listTrials,
  newControl,
  reportSchema,
  studySchema,
  type Failure,
  type FoldPlan,
  type Predictions,
  type Receipt,
} from '@crossfold/contracts';
import { assertTrainable, evaluate, powerAt } from '@crossfold/model';
import { describe, expect, it } from 'vitest';
import { compileStudy, parseStudySpec } from '../compile/compile-study.js';
import { answerOf, withHeadlines } from '../render/headlines.js';
import { reportFormats, type ReportFormat } from '../render/render-report.js';
import { reportTables } from '../render/report-table.js';
import type { CellResult, StudyResults } from './study-results.js';
import { summariseStudy } from './summarise-study.js';

const folds = 3;
const at = '2026-11-23T00:00:00.000Z';
const images = Array.from({ length: 420 }, (_, i) => ({
  imageId: `image-${i}`,
  groupId: `lesion-${Math.floor(i / 14)}-${i % 7}`,
  label: firstScheme.classes[i % 7] ?? 'nv',
  fold: Math.floor(i / 14) % folds,
}));
const foldPlan: FoldPlan = {
  schemaVersion: 3,
  ...firstScheme,
  manifestSha256: null,
  options: { protocol: 'grouped', folds, seed: 0, sealedShare: 0 },
  leak: { leakedImages: 0, poolImages: images.length },
  assignments: images,
};
const body = {
  name: 'study',
  dataset: 'drawn',
  folds,
  seeds: [1, 2],
  sealedShare: 0,
  ensemble: null,
  arms: { leaveOneOut: ['focal', 'dropout'] },
};
const inputs = {
  studyId: 'study-1',
  submittedAt: at,
  dataset: {
    schemaVersion: 2 as const,
    name: 'drawn',
    manifestSha256: '0'.repeat(64),
    images: 420,
    groups: 210,
    addedAt: at,
    previous: [],
  },
  foldPlan,
};
const study = compileStudy(parseStudySpec(body, assertTrainable), body, inputs);

/** In [0, 1), fixed by its key. */
function chance(...key: readonly (string | number)[]): number {
  return parseInt(contentHash(key).slice(0, 12), 16) / 16 ** 12;
}

/** Answers that are right with a chance; `no-dropout` is clearly worse, `no-focal` is as good. */
function predict(variant: string, fold: number, seed: number): Predictions {
  const tested = images.filter((image) => image.fold === fold);
  const skill = variant === 'no-dropout' ? 0.4 : 0.8;
  return {
    schemaVersion: 1,
    classes: firstScheme.classes,
    imageIds: tested.map(({ imageId }) => imageId),
    labels: tested.map(({ label }) => firstScheme.classes.indexOf(label)),
    probabilities: tested.map(({ imageId, label }) => {
      const isRight = chance(variant, seed, imageId) < skill;
      const guess = Math.floor(7 * chance(variant, seed, imageId, 'guess'));
      const answer = isRight ? firstScheme.classes.indexOf(label) : guess;
      return firstScheme.classes.map((_, c) => (c === answer ? 0.4 : 0.1));
    }),
  };
}

function finished(cell: CellResult['cell']): CellResult {
  const predictions = predict(cell.variant, cell.fold, cell.seed);
  const receipt = {
    evaluation: evaluate(predictions, firstScheme.positive),
    images: { train: 230, validation: 50, test: 140 },
  } as Receipt;
  return { cell, receipt, predictions, failure: null };
}

/** The same end with another balanced accuracy, higher by so much. */
function withScore(result: CellResult, higher = 0): CellResult {
  const { evaluation, ...receipt } = result.receipt as Receipt;
  const balancedAccuracy = evaluation.scores.balancedAccuracy + higher;
  const scores = { ...evaluation.scores, balancedAccuracy };
  return { ...result, receipt: { ...receipt, evaluation: { ...evaluation, scores } } };
}

/** A third of the test images of each cell has a mask. */
function withSegmentation(result: CellResult): CellResult {
  const segmentation = { images: 40 + result.cell.fold, meanDice: 0.7 + 0.1 * result.cell.fold };
  return { ...result, receipt: { ...(result.receipt as Receipt), segmentation } };
}

function resultsWith(cells: readonly CellResult[], of = study): StudyResults {
  return {
    study: of,
    foldPlan,
    positive: firstScheme.positive,
    control: newControl('study-1'),
    cells,
    withPredictions: (some) =>
      Promise.resolve(cells.filter(({ cell }) => some.some((end) => end.cell === cell))),
    foreignCells: () => Promise.resolve([]),
    ensemble: null,
    ensembleFailure: null,
    raceDecisions: [],
    stopDecisions: [],
    sealedOpenings: [],
  };
}

const cells = listTrials(studySchema.parse(study)).map(finished);

/** Without the cells whose ids begin so. */
function without(trialId: string): StudyResults {
  return resultsWith(
    cells.map((result) =>
      result.cell.trialId.startsWith(trialId)
        ? { ...result, receipt: null, predictions: null }
        : result,
    ),
  );
}

describe('summariseStudy', async () => {
  const report = await summariseStudy(resultsWith(cells), at);
  const comparisonOf = (name: string, of = report) => {
    const comparison = of.variants.find((variant) => variant.name === name)?.comparison;
    if (!comparison) throw new Error(`no comparison of ${name}`);
    return comparison;
  };

  it('gives a skipped cell beside the failed ones, with its reason', async () => {
    const [first = cells[0], second] = cells.filter(({ cell }) => cell.variant === 'no-focal');
    const ends = new Map([
      [first?.cell.trialId, { code: 'TRIAL_DIVERGED', message: 'no number' }],
      [second?.cell.trialId, { code: 'TRIAL_SKIPPED', message: '1 trial of this variant failed' }],
    ]);
    const withEnds = cells.map((result) => {
      const failure = ends.get(result.cell.trialId);
      return failure
        ? { ...result, receipt: null, predictions: null, failure: failure as Failure }
        : result;
    });
    const partial = await summariseStudy(resultsWith(withEnds), at);
    const arm = partial.variants.find(({ name }) => name === 'no-focal');
    expect(arm?.cells).toEqual({ succeeded: 4, failed: 1, skipped: 1, racedOut: 0, cancelled: 0 });
    expect(partial.failures).toContainEqual({
      trialId: second?.cell.trialId,
      code: 'TRIAL_SKIPPED',
      message: '1 trial of this variant failed',
    });
    expect(partial.notes.join()).toContain('no-focal was given up after 1 failed cell: 1 more');
    expect(reportFormats.md.render(partial)).toMatch(/ 4\/6 +\|/);
  });

  it('gives a report that its contract knows', () => {
    expect(reportSchema.parse(report)).toEqual(report);
    expect(report.variants[0]?.comparison).toBeNull();
  });

  it('compares an arm with the reference of its design, and says so', async () => {
    const variants = study.variants.map((variant) =>
      variant.name === 'no-focal' ? { ...variant, reference: 'no-dropout' } : variant,
    );
    const ordered = variants.toSorted((a, b) => Number(!!a.reference) - Number(!!b.reference));
    const found = await summariseStudy(resultsWith(cells, { ...study, variants: ordered }), at);
    const arm = found.variants.find(({ name }) => name === 'no-focal');
    expect(arm?.reference).toBe('no-dropout');
    const [own, bare] = [comparisonOf('no-focal'), comparisonOf('no-dropout')];
    expect(arm?.comparison?.difference).toBeCloseTo(own.difference - bare.difference, 12);
    expect(arm?.comparison?.verdict).toBe('helps');
    expect(comparisonOf('no-dropout', found).difference).toBe(bare.difference);
    expect(withHeadlines(found).headlines.join(' ')).toMatch(
      /no-focal helps, added to no-dropout: what it leaves out hurts, \+/,
    );
    const verdicts = reportTables(found).find(({ id }) => id === 'verdicts');
    expect(verdicts?.title).toContain('Against the baseline or what is named');
    expect(verdicts?.rows.map(([name]) => name)).toContain('no-focal (to no-dropout)');
    expect(found.notes.join(' ')).toContain('no-focal: compared with no-dropout, which has none');
  });

  it('finds the arm that is worse, by an interval of lesions and by a test of cells', () => {
    const worse = comparisonOf('no-dropout');
    expect(worse.cells).toBe(6);
    expect(worse.pooled?.balancedAccuracy).toBeCloseTo(worse.difference, 2);
    const [low, high] = worse.pooled?.intervals.balancedAccuracy ?? [0, 0];
    expect(low).toBeLessThan(worse.difference);
    expect(high).toBeGreaterThan(worse.difference);
    expect(high).toBeLessThan(0);
    expect(worse.adjustedP).toBeLessThan(0.05);
    expect(worse.estimate?.family.interval[1]).toBeLessThan(0);
    expect(worse).toMatchObject({ verdict: 'hurts', outlook: null });
  });

  it('leaves open what is chance', () => {
    const same = comparisonOf('no-focal');
    const [low, high] = same.pooled?.intervals.balancedAccuracy ?? [1, 1];
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
    expect(same.adjustedP).toBeGreaterThan(0.05);
    expect(same.verdict).toBe('undecided');
    expect(same.power?.at.map(({ difference }) => difference)).toEqual([0.01, 0.03, 0.05]);
    expect(same.power?.at[0]?.power).toBeLessThan(0.8);
    expect(same.power?.smallestDetectable).toBeGreaterThan(0.01);
    expect(same.outlook?.repeats).toMatchObject({ most: 50, isBestCase: false });
    expect(same.outlook?.seeds.standardErrorAtMost).toBeGreaterThan(
      same.outlook?.repeats.standardErrorAtMost ?? NaN,
    );
  });

  it('answers of a plan that leaks with the leak before all else', () => {
    const leak = { leakedImages: 30, poolImages: 100 };
    const leaky = { ...report, foldPlan: { ...report.foldPlan, leak } };
    expect(withHeadlines(leaky).headlines).toEqual([
      'LEAK: 30.0 % of the test images have their group in training: no score below is an honest one.',
      ...withHeadlines(report).headlines,
    ]);
    const marked = reportFormats.md.render(withHeadlines(leaky));
    expect(marked).toContain('## Answer – LEAK: 30.0 % of the test images');
  });

  it('answers in sentences: what helps, what chance explains, what failed', async () => {
    const [worse, same, baseline, ...rest] = withHeadlines(report).headlines;
    expect(worse).toMatch(
      /^no-dropout hurts: what it leaves out helps, −\d\d\.\d \[−.*, −.*\] points of balanced accuracy \(97\.5 % interval, adjusted p (= 0\.0\d\d|< 0\.001), over 6 cells\)\.$/,
    );
    expect(same).toMatch(
      /^Not decided: no-focal \(adjusted p ≥ 0\.05, and the interval reaches beyond ±1 point\)\. no-focal: [−+].*; the study finds a true difference of \d+\.\d points in four of five cases, /,
    );
    expect(baseline).toMatch(/^Baseline full: .* always answering akiec would have 14\.3 %\.$/);
    expect(rest).toEqual([]);
    const failed = withHeadlines(await summariseStudy(without('no-focal.'), at)).headlines;
    expect(failed[1]).toBe('6 trials without a result (6 × TRIAL_CRASHED); no result of no-focal.');
    const empty = withHeadlines(await summariseStudy(without('full.'), at));
    expect(empty.headlines[0]).toBe(
      'The baseline has no result, so there is nothing to compare with.',
    );
    expect(empty.headlines[1]).toMatch(/^6 trials without a result .* no result of full\.$/);
    expect(reportFormats.md.render(empty)).toContain('## Answer\n\n- The baseline has no result');
  });

  it('answers in one line: the first sentence, how many differ too, and the baseline', () => {
    const [first = '', ...rest] = withHeadlines(report).headlines;
    const full = report.variants.find(({ name }) => name === 'full');
    const baseline = full?.pooled?.scores.balancedAccuracy;
    expect(baseline).toBeGreaterThan(0);
    expect(answerOf(report)).toEqual({ headline: first, baseline });
    const both = report.variants.map((variant) =>
      variant.comparison
        ? { ...variant, comparison: { ...variant.comparison, verdict: 'helps' as const } }
        : variant,
    );
    expect(answerOf({ ...report, variants: both }).headline).toMatch(/\)\. 1 more differs\.$/);
    const leak = { leakedImages: 30, poolImages: 100 };
    const leaky = answerOf({ ...report, foldPlan: { ...report.foldPlan, leak } });
    expect(leaky.headline).toMatch(/^LEAK: .* no score below is an honest one\. no-dropout hurts/);
    expect(rest).not.toEqual([]);
  });

  it('does not call an interval of other lesions an answer', () => {
    const unsure = report.variants.map((variant) =>
      variant.comparison
        ? {
            ...variant,
            comparison: { ...variant.comparison, adjustedP: 0.2, verdict: 'undecided' as const },
          }
        : variant,
    );
    const undecided = withHeadlines({ ...report, variants: unsure });
    expect(undecided.headlines[0]).toMatch(/^Not decided: .*, .* \(.*\)\. Largest: no-dropout, −/);
    expect(undecided.headlines.join()).not.toMatch(/No .*arm differs/);
    const text = reportFormats.md.render(undecided);
    expect(text).toContain('## If the trained models were fixed: ');
  });

  it('says of a difference within the margin that it makes none, or that it is small', () => {
    const wide = { ...report, marginPoints: 90 };
    const [small] = withHeadlines(wide).headlines;
    expect(small).toMatch(/^no-dropout hurts: .*, within the margin of ±90 points\.$/);
  });

  it('gives the practically equal verdict with its probability', async () => {
    const equal = await summariseStudy(resultsWith(cells, { ...study, marginPoints: 40 }), at);
    const same = comparisonOf('no-focal', equal);
    expect(same.verdict).toBe('equal');
    expect(same.chances?.equal).toBeGreaterThan(0.95);
    expect(withHeadlines(equal).headlines[1]).toMatch(
      /^no-focal is practically equal to the baseline, .*: within ±40 points with a probability of \d+\.\d %\.$/,
    );
  });

  it('shows what three seeds tell of the fold and the seed part', async () => {
    const three = { ...study, seeds: [1, 2, 3] };
    const found = await summariseStudy(resultsWith(listTrials(three).map(finished), three), at);
    const { estimate } = comparisonOf('no-dropout', found);
    expect(estimate?.units).toBe(folds);
    expect(estimate?.seedSd).toBeGreaterThan(0);
    expect(estimate?.foldSd).toBeGreaterThanOrEqual(0);
    expect(estimate?.df).toBeGreaterThan(folds - 1);
    expect(estimate?.df).toBeLessThan(3 * folds - 1);
    const lines = reportFormats.md.render(found).split('\n');
    const header = lines.find((line) => line.includes('fold part') && line.startsWith('| variant'));
    expect(header).toMatch(/seed part .* df .* power % at 3 .* smallest detectable/);
    const one = { ...study, seeds: [1] };
    const single = await summariseStudy(resultsWith(listTrials(one).map(finished), one), at);
    expect(comparisonOf('no-focal', single)).toMatchObject({
      estimate: { foldSd: null, seedSd: null, df: folds - 1 },
      outlook: { seeds: { isBestCase: true, count: null } },
    });
    expect(single.notes.join('\n')).toContain('One seed does not tell the fold part');
  });

  it('rests power and what would decide on the cells that are there', async () => {
    const partial = await summariseStudy(without('no-focal.f1'), at);
    const { cells: compared, estimate, power } = comparisonOf('no-focal', partial);
    expect([compared, estimate?.units]).toEqual([4, 2]);
    const whole = comparisonOf('no-focal');
    expect(estimate?.df).toBeLessThan(whole.estimate?.df ?? 0);
    const { standardError = NaN, df = NaN } = estimate ?? {};
    expect(power?.at[2]?.power).toBe(powerAt(0.05, { standardError, df }, 0.05 / 2));
  });

  it('counts how often the baseline under other seeds is told apart from itself', async () => {
    const withNulls = {
      ...body,
      arms: {
        leaveOneOut: ['focal'],
        explicit: ['null-a', 'null-b'].map((name) => ({ name, null: true })),
      },
    };
    const of = compileStudy(parseStudySpec(withNulls, assertTrainable), withNulls, inputs);
    const ends = listTrials(of).map(finished);
    const found = await summariseStudy(resultsWith(ends, of), at);
    expect(reportSchema.parse(found)).toEqual(found);
    expect(found.nullArms).toMatchObject({ tested: 2, falseVerdicts: 0 });
    // They ask nothing of the data: the one arm is a family of its own.
    expect(comparisonOf('no-focal', found).adjustedP).toBe(comparisonOf('no-focal', found).p);
    const lines = withHeadlines(found).headlines;
    expect(lines.join('\n')).toMatch(
      /Null arms, the baseline under other seeds: 0 of 2 told apart from it by mistake, a rate of 0\.0 to 84\.2 %/,
    );
    expect(lines.find((line) => line.startsWith('Not decided'))).not.toContain('null-');
    const marked = ends.map((end) =>
      end.cell.variant === 'null-b' ? withScore(end, 0.2 + 0.001 * end.cell.fold) : end,
    );
    const mistaken = await summariseStudy(resultsWith(marked, of), at);
    expect(mistaken.nullArms).toMatchObject({ tested: 2, falseVerdicts: 1 });
  });

  it('reads a report of before there were verdicts', () => {
    const lacking = (value: object, ...fields: string[]) =>
      Object.fromEntries(Object.entries(value).filter(([field]) => !fields.includes(field)));
    const later = ['estimate', 'verdict', 'chances', 'power', 'outlook'];
    const variants = report.variants.map((variant) => ({
      ...lacking(variant, 'isNull'),
      comparison: variant.comparison && {
        ...lacking(variant.comparison, ...later),
        decision: { power: 0.5, seeds: null, folds: 8 },
      },
    }));
    const earlier = reportSchema.parse({
      ...lacking(report, 'marginPoints', 'nullArms'),
      variants,
    });
    const { headlines } = withHeadlines(earlier);
    expect(headlines[0]).toMatch(/^no-dropout hurts: what it leaves out helps, −\d\d\.\d points/);
    expect(headlines[1]).toMatch(/^Not decided: no-focal /);
    for (const format of Object.keys(reportFormats) as ReportFormat[]) {
      expect(reportFormats[format].render(earlier), format).not.toMatch(/undefined|NaN|\[object/);
    }
  });

  it('says when the baseline is not shown to have learnt anything', () => {
    const trivial = { ...report.trivial, balancedAccuracy: 0.99 };
    const { headlines } = withHeadlines({ ...report, trivial });
    expect(headlines.at(-1)).toMatch(
      /99\.0 %: the baseline is not shown to have learnt anything\.$/,
    );
  });

  it('compares only the cells that both variants finished', async () => {
    const partial = await summariseStudy(without('full.f1.s2'), at);
    expect(comparisonOf('no-dropout', partial).cells).toBe(5);
    expect(partial.failures.map(({ trialId }) => trialId)).toEqual(['full.f1.s2']);
    expect(reportSchema.parse(partial)).toEqual(partial);
  });

  it('says how well a threshold found the lesions, image by image', async () => {
    const region = { part: 'crop', masks: 'otsu' } as const;
    const variants = study.variants.map((variant) =>
      variant.name === 'no-focal' ? { ...variant, config: { ...variant.config, region } } : variant,
    );
    const segmented = cells.map((result) =>
      result.cell.variant === 'no-focal' ? withSegmentation(result) : result,
    );
    const changed = { ...study, variants };
    const found = await summariseStudy(resultsWith(segmented, changed), at);
    expect(reportSchema.parse(found)).toEqual(found);
    // Two seeds of 40, 41 and 42 images at 0.7, 0.8 and 0.9.
    const meanDice = (40 * 0.7 + 41 * 0.8 + 42 * 0.9) / 123;
    const [full, arm] = ['full', 'no-focal'].map((name) =>
      found.variants.find((variant) => variant.name === name),
    );
    expect(full?.segmentation).toBeNull();
    expect(arm?.segmentation?.images).toBe(246);
    expect(arm?.segmentation?.meanDice).toBeCloseTo(meanDice, 12);
    expect(found.notes.join('\n')).toContain(
      `no-focal finds regions by a threshold (Otsu): mean Dice ${meanDice.toFixed(3)}`,
    );
    const blind = await summariseStudy(resultsWith(cells, changed), at);
    expect(blind.notes.join('\n')).toContain('there are no masks to say how well');
  });

  it('takes each repeat as out-of-fold predictions of its own, and as more cells of the test', async () => {
    const options = { ...foldPlan.options, repeats: 2 };
    const repeated = { ...study, foldPlan: { ...study.foldPlan, options } };
    const doubled = listTrials(repeated).map(finished);
    expect(doubled.at(-1)?.cell).toMatchObject({ repeat: 1, fold: folds - 1 });
    const twice = await summariseStudy(resultsWith(doubled, repeated), at);
    expect(reportSchema.parse(twice)).toEqual(twice);
    const [full] = twice.variants;
    expect(full?.cells.succeeded).toBe(2 * folds * 2);
    expect(full?.repeats.map(({ images: count }) => count)).toEqual([840, 840]);
    expect(full?.repeats[0]?.balancedAccuracy).toBe(
      report.variants[0]?.pooled?.scores.balancedAccuracy,
    );
    expect(full?.pooled?.images).toBe(2 * 840);
    expect(comparisonOf('no-dropout', twice).cells).toBe(12);
    expect(reportFormats.md.render(twice)).toContain('each repeat of the plan');
    expect(report.variants[0]?.repeats).toEqual([]);
  });

  it('prints every table with as many cells in each row as there are columns', () => {
    for (const format of Object.keys(reportFormats) as ReportFormat[]) {
      expect(reportFormats[format].render(report), format).not.toMatch(/undefined|NaN|\[object/);
    }
    const lines = reportFormats.md.render(report).split('\n');
    const header = lines.find((line) => line.includes('Δ [interval]'));
    const row = lines.find((line) => /^\| no-dropout .* hurts .*\[−\d+\.\d, −\d+\.\d\]/.test(line));
    expect(row?.split('|').length).toBe(header?.split('|').length);
    expect(lines.filter((line) => line.includes('malignant AUC'))).toHaveLength(1);
  });
});
