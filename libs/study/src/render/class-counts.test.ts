import { describe, expect, it } from 'vitest';
import { evaluate } from '@crossfold/model';
import type { PositiveGroup, Predictions, Report } from '@crossfold/contracts';
import { smallEnsemble, smallResults, writtenAt } from '../summary/small-results.fixture.js';
import { summariseStudy } from '../summary/summarise-study.js';
import { confusionTable } from '../tables/report-tables.js';
import { withCaveats } from './caveats.js';
import { withHeadlines } from './headlines.js';
import { documentLatex } from './latex.js';
import { documentMarkdown } from './markdown.js';
import { reportDocument } from './report-document.js';
import { reportTables } from './report-table.js';

const imagesPerClass = 4;

/** Three of four right; the wrong ones are taken for the next class. */
function predictions(classes: number): Pick<
  Predictions,
  'imageIds' | 'labels' | 'probabilities'
> & {
  classes: string[];
} {
  const labels = Array.from({ length: classes * imagesPerClass }, (_, i) => i % classes);
  return {
    classes: Array.from({ length: classes }, (_, c) => `class-${String(c).padStart(3, '0')}`),
    imageIds: labels.map((_, i) => `image-${i}`),
    labels,
    probabilities: labels.map((label, i) => {
      const answer = i < classes ? (label + 1) % classes : label;
      return Array.from({ length: classes }, (_, c) =>
        c === answer ? 0.7 : 0.3 / Math.max(1, classes - 1),
      );
    }),
  };
}

/** A report whose variants and ensemble tell so many classes apart. */
async function reportOf(classes: number, positive: PositiveGroup | null): Promise<Report> {
  const results = { ...smallResults(), ensemble: smallEnsemble() };
  const report = await summariseStudy(results, writtenAt);
  const predicted = predictions(classes);
  const evaluation = evaluate(predicted as never, positive);
  const recalls = predicted.classes.map((): [number, number] => [0.5, 0.9]);
  const intervals = { ...report.variants[0]?.intervals, recalls } as never;
  return {
    ...report,
    dataset: { ...report.dataset, positive },
    classSizes: predicted.classes.map((name) => ({
      name,
      pool: { images: imagesPerClass, groups: 2 },
      sealed: null,
    })),
    variants: report.variants.map((variant) => ({ ...variant, pooled: evaluation, intervals })),
    ensemble: report.ensemble && { ...report.ensemble, evaluation },
  };
}

const tableOf = (report: Report, id: string) => {
  const found = reportTables(report).find((table) => table.id === id);
  if (!found) throw new Error(`expected a table ${id}, got none`);
  return found;
};
const titlesOf = (report: Report, id: string) =>
  tableOf(report, id).columns.map(({ title }) => title);

describe('a report of 2 classes', async () => {
  const positive = { title: 'defect', classes: ['class-001'] };
  const report = await reportOf(2, positive);

  it('has AUC, sensitivity and specificity of the positive class, and no top-2', () => {
    expect(titlesOf(report, 'pooled')).toContain('AUC [95 %]');
    expect(titlesOf(report, 'pooled').join()).not.toContain('top-');
    expect(titlesOf(report, 'ranking')).toEqual([
      ...['variant', 'AP (%)', 'defect AUC (%)', 'defect sensitivity at 95 % specificity (%)'],
      ...['defect sensitivity (%)', 'defect specificity (%)', 'MCC', 'kappa', 'NLL', 'Brier'],
    ]);
    const [, , , , sensitivity, specificity] = tableOf(report, 'ranking').rows[0] ?? [];
    expect([sensitivity, specificity]).toEqual([0.75, 0.75]);
    expect(tableOf(report, 'confusion.full').rows).toEqual([
      ['class-000', 3, 1],
      ['class-001', 1, 3],
    ]);
  });

  it('has them in the sentences of the baseline and of the ensemble', async () => {
    const { headlines } = withHeadlines(report);
    const found = headlines.filter((line) => line.includes('; defect: AUC '));
    expect(found.map((line) => line.split(' ')[0])).toEqual(['Baseline', 'Ensemble']);
    for (const line of found) {
      expect(line).toMatch(/; defect: AUC 75\.0.* %, sensitivity 75\.0 %, specificity 75\.0 % by/);
    }
    const seven = await reportOf(7, { title: 'malignant', classes: ['class-000'] });
    expect(withHeadlines(seven).headlines.join()).not.toContain('sensitivity');
  });

  it('has none of these where the data set names no positive group', async () => {
    const unnamed = await reportOf(2, null);
    expect(titlesOf(unnamed, 'ranking').join()).not.toMatch(/sensitivity|specificity|null|AUC/);
    expect(documentMarkdown(reportDocument(unnamed))).not.toContain('ensitivity');
    expect(withHeadlines(unnamed).headlines.join()).not.toContain('ensitivity');
  });
});

describe('a report of 7 classes', async () => {
  const report = await reportOf(7, { title: 'malignant', classes: ['class-000', 'class-003'] });

  it('has all classes and the whole matrix', () => {
    expect(titlesOf(report, 'pooled')).toContain('top-3');
    expect(tableOf(report, 'classes.full').rows).toHaveLength(7);
    expect(tableOf(report, 'classes.full').notes).toEqual([]);
    expect(tableOf(report, 'confusion.full').rows).toHaveLength(7);
    expect(reportTables(report).map(({ id }) => id)).not.toContain('confusions.full');
  });
});

describe.each([100, 1000])('a report of %i classes', async (classes) => {
  const report = withCaveats(await reportOf(classes, null));
  const document = reportDocument(report);

  it('has the worst classes, the most frequent confusions and a small matrix, and says so', () => {
    const worst = tableOf(report, 'classes.full');
    expect(worst.rows).toHaveLength(20);
    expect(worst.title).toContain(`the 20 of ${classes} classes with the lowest recall`);
    expect(worst.notes).toEqual([
      `All ${classes} classes: table "classes" of the data tables (CSV).`,
    ]);
    const confusions = tableOf(report, 'confusions.full');
    expect(confusions.rows).toHaveLength(15);
    expect(confusions.rows[0]).toEqual(['class-000', 'class-001', 1, 0.25]);
    expect(confusions.notes[0]).toContain(`All ${classes} confusions: table "confusions"`);
    const { rows, columns, notes } = tableOf(report, 'confusion.full');
    expect(columns).toHaveLength(11);
    expect(rows).toHaveLength(10);
    const all = rows.flatMap((row) => row.slice(1) as number[]);
    expect(all.reduce((sum, images) => sum + images, 0)).toBe(classes * imagesPerClass);
    expect(notes[0]).toContain(`Others: ${classes - 9} classes`);
  });

  it('stays readable as text: few rows, no row that lists every class', () => {
    for (const text of [documentMarkdown(document), documentLatex(document)]) {
      const lines = text.split('\n');
      expect(lines.length).toBeLessThan(450);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(700);
    }
  });

  it('has every class and confusion in the data tables', async () => {
    const rows = [];
    for await (const row of confusionTable(report).rows) rows.push(row);
    expect(rows).toHaveLength(2 * 2 * classes);
    expect(rows[0]).toEqual(['study-1', 'full', 'class-000', 'class-000', 3]);
  });
});
