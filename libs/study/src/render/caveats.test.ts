import { text } from 'node:stream/consumers';
import { reportSchema, type Report } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import {
  smallEnsemble,
  smallResults,
  writtenAt,
  type Oddity,
} from '../summary/small-results.fixture.js';
import type { StudyResults } from '../summary/study-results.js';
import { summariseStudy } from '../summary/summarise-study.js';
import type { DataTable } from '../tables/data-table.js';
import { caveatTable, classTable, ensembleTable, variantTable } from '../tables/report-tables.js';
import { tableFormats } from '../tables/write-table.js';
import { withCaveats } from './caveats.js';
import { withHeadlines } from './headlines.js';
import { reportFormats, type ReportFormat } from './render-report.js';

async function reportOf(results: StudyResults): Promise<Report> {
  const report = withCaveats(await summariseStudy(results, writtenAt));
  expect(reportSchema.parse(report)).toEqual(report);
  return report;
}

const textsOf = ({ caveats }: Report, kind: string, subject?: string) =>
  caveats
    .filter((one) => one.kind === kind && (subject === undefined || one.subject === subject))
    .map(({ text }) => text);

const only = (trialId: string, oddity: Oddity) =>
  smallResults((cell) => (cell.trialId === trialId ? oddity : undefined));

describe('withCaveats', async () => {
  const plain = await reportOf(smallResults());

  it('says of a sound study only what its few lesions and inner images cannot tell', () => {
    expect(plain.caveats.map(({ kind }) => kind)).toEqual(['fewInnerImages', 'fewGroups']);
    expect(plain.classSizes[0]).toEqual({
      name: 'akiec',
      pool: { images: 20, groups: 10 },
      sealed: { images: 2, groups: 1 },
    });
    expect(textsOf(plain, 'fewGroups')[0]).toMatch(
      /^The folds have fewer than 30 lesions of akiec \(10\), bcc \(10\), /,
    );
    const scored = withCaveats({ ...plain, ensemble: smallEnsemble() });
    expect(textsOf(scored, 'fewGroups', 'sealed part')[0]).toContain('mel (1)');
    const enough = plain.classSizes.map((size) => ({ ...size, pool: { images: 60, groups: 30 } }));
    const variants = plain.variants.map((variant) => ({
      ...variant,
      calibration: variant.calibration && {
        ...variant.calibration,
        innerImages: [210, 220] as [number, number],
      },
    }));
    expect(withCaveats({ ...plain, classSizes: enough, variants }).caveats).toEqual([]);
  });

  it('counts and names the cells that answer one class throughout', async () => {
    const report = await reportOf(only('no-focal.f1.s2', { answer: 5 }));
    const [full, arm] = report.variants;
    expect(full?.oneClassCells).toEqual([]);
    expect(arm?.oneClassCells).toEqual([{ trialId: 'no-focal.f1.s2', class: 'nv' }]);
    expect(textsOf(report, 'oneClass')).toEqual([
      '1 of 4 cells of no-focal answers one class throughout: no-focal.f1.s2 (nv). A balanced accuracy of chance, 1 / classes, is all that such a cell can have, and it is part of every mean and every pooled score of no-focal.',
    ]);
    const blind = smallEnsemble({}, { answer: 5 });
    expect(textsOf(withCaveats({ ...plain, ensemble: blind }), 'oneClass', 'ensemble')).toEqual([
      'The ensemble answers nv to every sealed image: its balanced accuracy is that of chance.',
    ]);
    const { headlines } = withHeadlines({ ...plain, ensembleMissing: null, ensemble: blind });
    expect(headlines.at(-1)).toMatch(/^Ensemble of 3 .*: it answers nv to every image\.$/);
  });

  it('says that a fit failed whose temperature is at a bound, and on how little it rests', async () => {
    // Answers that have nothing to do with the images: no confidence in them is too low.
    const report = await reportOf(only('full.f0.s1', { answer: 0, confidence: 0.9 }));
    const calibration = report.variants[0]?.calibration;
    expect(calibration).toMatchObject({ cells: 4, atBound: ['full.f0.s1'], innerImages: [70, 70] });
    expect(calibration?.temperatures[1]).toBe(100);
    expect(textsOf(report, 'temperatureAtBound')).toEqual([
      '1 of 4 temperatures of full (full.f0.s1) ended at a bound of the fit, 100: on the inner validation images the probabilities are no better than equal ones. The fit failed there, and these cells are not calibrated; a temperature rests on 70 inner images, too few for a fit.',
    ]);
    const table = reportFormats.md.render(report);
    expect(table).toMatch(/\| full +\|.* no: fit failed in 1 of 4/);
    expect(table).toMatch(/\| no-focal +\|.* yes, on few images +\|/);
    // The ensemble counts the members of which this is said.
    const scaled = { ece: { before: 0.3, after: 0.2 }, nll: { before: 1.2, after: 1.1 } };
    const scored = withCaveats({ ...report, ensemble: smallEnsemble({ calibration: scaled }) });
    expect(textsOf(scored, 'temperatureAtBound', 'ensemble')[0]).toMatch(
      /^1 of 3 members of the ensemble have a temperature at a bound of the fit \(full\.f0\.s1\)/,
    );
    expect(reportFormats.md.render(scored)).toContain('no: fit failed in 1 of 3 members');
  });

  it('says yes to a calibration without reserve only where enough images tell', () => {
    expect(textsOf(plain, 'fewInnerImages')).toEqual([
      'Each temperature of full, no-focal is fitted on 70 inner images of 7 classes, too few for a fit: that scaling improved ECE and NLL may be chance.',
    ]);
    const rows = (report: Report) =>
      reportFormats.md.render(report).match(/^\| (full|no-focal) .* yes(, on few images)? +\|$/gm);
    expect(rows(plain)).toHaveLength(2);
    for (const row of rows(plain) ?? []) expect(row).toContain('yes, on few images');
    const variants = plain.variants.map((variant) => ({
      ...variant,
      calibration: variant.calibration && {
        ...variant.calibration,
        innerImages: [210, 220] as [number, number],
      },
    }));
    const enough = withCaveats({ ...plain, variants });
    expect(textsOf(enough, 'fewInnerImages')).toEqual([]);
    expect(rows(enough)).toHaveLength(2);
    for (const row of rows(enough) ?? []) expect(row).toMatch(/ yes +\|$/);
  });

  it('calls nothing calibrated that scaling made worse, the ensemble neither', () => {
    const worse = { ece: { before: 0.057, after: 0.109 }, nll: { before: 1.162, after: 1.257 } };
    const [full, ...arms] = plain.variants;
    if (!full?.calibration) throw new Error('expected a calibration');
    const variants = [{ ...full, calibration: { ...full.calibration, ...worse } }, ...arms];
    const ensemble = smallEnsemble({
      calibration: { ece: { before: 0.298, after: 0.43 }, nll: { before: 1.3, after: 1.2 } },
    });
    const report = withCaveats({ ...plain, variants, ensemble });
    expect(textsOf(report, 'calibrationWorse', 'full')[0]).toMatch(
      /^Temperatures did not help full: ECE 5\.7 → 10\.9 %, NLL 1\.162 → 1\.257\. .*do not call/,
    );
    expect(textsOf(report, 'calibrationWorse', 'ensemble')[0]).toMatch(
      /^Scaling each member by its own temperature did not help the ensemble: ECE 29\.8 → 43\.0 %/,
    );
    const table = reportFormats.md.render(report);
    expect(table).toContain('no: ECE is worse, NLL is worse');
    expect(table).toMatch(/full × 2 \+ no-focal × 1 \|.*no: ECE is worse \|/);
  });

  it('scores the cells that diverged as the trivial answer, in a row that says so', async () => {
    const results = smallResults(({ variant, seed }) =>
      variant === 'no-focal' && seed === 2 ? { failure: 'TRIAL_DIVERGED' } : undefined,
    );
    const report = await reportOf(results);
    const [full, arm] = report.variants;
    expect(full?.worstCase).toBeNull();
    const finished = arm?.overCells?.mean;
    const trivial = report.trivial;
    expect(arm?.worstCase).toMatchObject({ cells: 4, missing: 2 });
    const half = (a = NaN, b = NaN) => (a + b) / 2;
    const worst = half(finished?.balancedAccuracy, 1 / 7);
    expect(arm?.worstCase?.balancedAccuracy).toBeCloseTo(worst, 12);
    expect(arm?.worstCase?.macroF1).toBeCloseTo(half(finished?.macroF1, trivial.macroF1), 12);
    expect(arm?.worstCase?.accuracy).toBeCloseTo(half(finished?.accuracy, trivial.accuracy), 12);
    const baseline = full?.overCells?.mean.balancedAccuracy ?? NaN;
    expect(arm?.worstCase?.difference).toBeCloseTo(worst - baseline, 12);
    expect(textsOf(report, 'missingCells')[0]).toMatch(
      /^2 of 4 cells of no-focal have no result .* scored as always akiec: mean balanced accuracy/,
    );
    expect(reportFormats.md.render(report)).toMatch(/\| no-focal, worst case \| +2\/4 +\|/);
    const allLost = await reportOf(
      smallResults(({ variant }) =>
        variant === 'no-focal' ? { failure: 'TRIAL_DIVERGED' } : undefined,
      ),
    );
    expect(allLost.variants[1]?.worstCase?.balancedAccuracy).toBeCloseTo(1 / 7, 12);
  });

  it('stands in every rendering', async () => {
    const report = await reportOf(only('no-focal.f1.s2', { answer: 5 }));
    const scored = withCaveats({ ...report, ensemble: smallEnsemble() });
    for (const format of Object.keys(reportFormats) as ReportFormat[]) {
      const rendered = reportFormats[format].render(scored);
      expect(rendered, format).toMatch(/of 4 cells of no.focal answers? one class throughout/);
      expect(rendered, format).not.toMatch(/undefined|NaN|\[object/);
    }
  });

  it('stands in the tables for data frames, with the intervals', async () => {
    const report = await reportOf(only('no-focal.f1.s2', { answer: 5 }));
    const rowsOf = async (table: DataTable) => {
      const lines = (await text(tableFormats.jsonl.write(table))).trimEnd().split('\n');
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    };
    expect(await rowsOf(caveatTable(report))).toContainEqual({
      study: 'study-1',
      subject: 'no-focal',
      kind: 'oneClass',
      text: textsOf(report, 'oneClass')[0],
    });
    const [full, arm] = await rowsOf(variantTable(report));
    expect(full).toMatchObject({ one_class_cells: 0, worst_case_missing_cells: 0 });
    expect(arm).toMatchObject({ one_class_cells: 1, is_calibrated: false });
    expect(full?.['macro_roc_auc_low']).toBeLessThan(full?.['macro_roc_auc'] as number);
    const [akiec] = await rowsOf(classTable(report));
    expect(akiec).toMatchObject({ class: 'akiec', groups: 10 });
    expect(akiec?.['recall_high']).toBeGreaterThanOrEqual(akiec?.['recall'] as number);
    const scored = await rowsOf(ensembleTable({ ...report, ensemble: smallEnsemble() }));
    expect(scored[0]).toMatchObject({ ensemble: 'full × 2 + no-focal × 1', difference: null });
    // Nothing to say is a header, which data frames read.
    expect(await text(tableFormats.csv.write(ensembleTable(report)))).toMatch(/^study,ensemble,/);
  });

  it('reads a report that was written before any of this was in it', async () => {
    const lacked = [
      ...['caveats', 'classSizes', 'sealedPart', 'oneClassCells', 'worstCase'],
      ...['cells', 'atBound', 'innerImages', 'macroRocAuc', 'recalls', 'precisions', 'f1s'],
    ];
    const old: unknown = JSON.parse(JSON.stringify(plain), function (this: object, key, value) {
      const isCount = key === 'cells' && !('temperatures' in this);
      const isScore = key === 'macroRocAuc' && !('recalls' in this);
      if (lacked.includes(key) && !isCount && !isScore) return undefined;
      return key === 'temperatures' ? [1.2, 100] : (value as unknown);
    });
    expect(JSON.stringify(old)).not.toMatch(/atBound|classSizes|worstCase|recalls|precisions|f1s/);
    const read = withCaveats(reportSchema.parse(old));
    expect(textsOf(read, 'temperatureAtBound', 'full')).toEqual([
      'A temperature of full ended at a bound of the fit, 100: on the inner validation images the probabilities are no better than equal ones. The fit failed there, and these cells are not calibrated.',
    ]);
    for (const format of Object.keys(reportFormats) as ReportFormat[]) {
      expect(reportFormats[format].render(read), format).not.toMatch(/undefined|NaN|\[object/);
    }
  });
});

describe('the tables of a report', async () => {
  const plain = await reportOf(smallResults());
  const ensemble = smallEnsemble({
    comparison: {
      baseline: 'full',
      models: ['full.f0.s1', 'full.f1.s1'],
      scores: { accuracy: 0.5, balancedAccuracy: 0.5, macroF1: 0.5, macroRocAuc: 0.7 },
      intervals: {
        balancedAccuracy: [0.1, 0.3],
        macroF1: [0.1, 0.3],
        accuracy: [0.1, 0.3],
        macroRocAuc: [-0.01, 0.2],
        recalls: null,
      },
    },
  });
  const report: Report = { ...plain, ensemble };
  const markdown = reportFormats.md.render(report);

  it('call a variant by its one name, and say once what it is', () => {
    const rendered = reportFormats.md.render({ ...report, headlines: [] });
    expect(rendered.match(/no focal loss/g)).toHaveLength(1);
    expect(rendered).toMatch(/\| no-focal +\| no focal loss +\|/);
  });

  it('name an ensemble by its members, and say of what each score is', () => {
    expect(markdown).toContain('full × 2 + no-focal × 1, 1 view');
    const captions = markdown.split('\n').filter((line) => line.startsWith('## '));
    const scored = captions.filter((line) => /Per class|pooled|Mean|mean ±|sealed/.test(line));
    expect(scored.length).toBeGreaterThan(5);
    for (const caption of scored) {
      expect(caption).toMatch(/single models|models together|\d models/i);
    }
    expect(report.notes.join('\n')).toContain('Pooled: all their predictions as one set');
  });

  it('give intervals for the main scores, and the ensemble beside the baseline', () => {
    const [full] = report.variants;
    const { intervals } = full ?? {};
    expect(intervals?.accuracy).not.toBeNull();
    expect(intervals?.macroRocAuc).not.toBeNull();
    expect(intervals?.recalls).toHaveLength(7);
    expect(intervals?.f1s).toHaveLength(7);
    // Precision, recall and F1 with their intervals.
    expect(markdown).toMatch(
      /\| akiec \| +40 \| +10 \(few\) (\| +\d+\.\d \[\d+\.\d, \d+\.\d\] ){3}\| +\d+\.\d \|/,
    );
    expect(markdown).toMatch(/\| AUC +\| +\d+\.\d \| +70\.0 \| +\+\d+\.\d \[−1\.0, \+20\.0\] \|/);
    expect(markdown).toContain('3 models together, and 2 of full each alone');
  });

  it('say which share was sealed, beside the one that was asked for', () => {
    expect(report.sealedPart).toEqual({ images: 14, planImages: 154 });
    expect(report.notes.join('\n')).toContain(
      '14 of 154 images (9.1 %; 15 % were asked for) are sealed',
    );
  });
});
