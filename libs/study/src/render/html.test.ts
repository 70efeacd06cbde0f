import {
  reportFigureSchema,
  reportSchema,
  type Evaluation,
  type Measurement,
} from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { reliabilityFigure } from '../figures/class-figures.js';
import { reportFigures } from '../figures/report-figures.js';
import { measureCurves, curveGrid } from '../summary/curves.js';
import { measureDataFlow } from '../summary/data-flow.js';
import { smallEnsemble, smallResults, writtenAt } from '../summary/small-results.fixture.js';
import { summariseStudy } from '../summary/summarise-study.js';
import { drawFigure } from '../svg/draw-figure.js';
import { withCaveats } from './caveats.js';
import { withHeadlines } from './headlines.js';
import { withQuestion } from './question.js';
import { printReport, reportFormats } from './render-report.js';
import { tradeOffFigures } from './trade-off.js';

const curves: NonNullable<ReturnType<typeof measureCurves>>[] = [];
const found = await summariseStudy(smallResults(), writtenAt, ({ name }, predictions) => {
  const measured = measureCurves(name, predictions);
  if (measured) curves.push(measured);
});
const dataFlow = measureDataFlow(smallResults().foldPlan, null);
const whole = { ...found, ensemble: smallEnsemble(), dataFlow };
const report = withCaveats(withHeadlines(withQuestion(whole)));
const appendix = {
  schemaVersion: 1 as const,
  studyId: report.studyId,
  edition: 1,
  curves: { grid: [...curveGrid], variants: curves },
  subgroups: ['face', 'back'].map((value, i) => ({
    variant: 'full',
    attribute: 'site',
    value,
    images: 40,
    groups: i === 0 ? 40 : 8,
    absentClasses: i === 0 ? [] : ['df'],
    accuracy: 0.5,
    accuracyInterval: [0.4, 0.6] as [number, number],
    balancedAccuracy: 0.5,
    balancedAccuracyInterval: [0.4, 0.6] as [number, number],
  })),
  learningCurves: [],
  sharedErrors: null,
  tradeOffs: ['full', 'no-focal'].map((variant, i) => ({
    variant,
    imageSizePx: 64,
    parameters: (i + 1) * 1e6,
    multiplyAdds: (i + 1) * 1e9,
    millisecondsPerImage: 2,
  })),
  environments: [],
  deviceSeconds: 7200,
};

/** @param ms of one image; p95 takes twice as long, 32 images 32 times */
const measurementOf = (variant: string, ms: number): Measurement => ({
  schemaVersion: 1,
  studyId: 's',
  variant,
  trialId: `${variant}.f0.s1`,
  weightsSha256: '0'.repeat(64),
  imageSizePx: 64,
  measuredAt: '2026-11-30T00:00:00.000Z',
  latency: [1, 32].map((batchSize) => ({
    batchSize,
    runs: 10,
    medianMs: ms * batchSize,
    p95Ms: 2 * ms * batchSize,
  })),
  memory: { beforeBytes: 2e8, peakBytes: 3e8 },
  environment: {
    crossfold: '0.1.0',
    gitCommit: null,
    node: 'v20',
    tfjs: '4.22.0',
    tensorflow: '2.21.0',
    device: 'cpu',
    threads: 2,
    host: 'bench',
  },
});

describe('the figures of a report', () => {
  const figures = reportFigures(report, appendix);

  it('are data that the schema knows, each with an id of its own', () => {
    for (const figure of figures) expect(() => reportFigureSchema.parse(figure)).not.toThrow();
    const ids = figures.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining(['differences', 'scores', 'roc', 'precision-recall', 'risk-coverage']),
    );
    expect(ids).toEqual(
      expect.arrayContaining(['matrix.full', 'reliability.full', 'recalls-ensemble']),
    );
  });

  it('show the interval that the verdict is of, and the margin', () => {
    const arm = report.variants.find(({ role }) => role === 'arm');
    const { drawing } = figures.find(({ id }) => id === 'differences') ?? {};
    if (drawing?.form !== 'intervals') throw new Error('expected intervals');
    const family = arm?.comparison?.estimate?.family.interval ?? [NaN, NaN];
    expect(drawing.rows[0]?.value).toBe(100 * (arm?.comparison?.difference ?? NaN));
    expect(drawing.rows[0]?.interval).toEqual(family.map((bound) => 100 * bound));
    expect(drawing.band).toEqual([-report.marginPoints, report.marginPoints]);
  });

  it('have bands over the cells: of the calibration of a variant, and of the curve of each class', () => {
    const bins = [0.5, 0.7, 0.9].map((confidence) => ({ images: 4, confidence, accuracy: 0.6 }));
    const evaluation = { images: 12, reliability: bins } as unknown as Evaluation;
    const overCells = [0.25, null, 0.5].map((sd) => ({
      cells: sd === null ? 1 : 2,
      confidence: 0.6,
      accuracy: 0.75,
      sd,
    }));
    const part = { section: 'variants' as const, variant: 'full', idOf: String, title: 'full' };
    const bandsOf = (own: object) =>
      reliabilityFigure([{ name: 'full', evaluation, ...own }], part).map(
        ({ drawing, caption }) => [
          drawing.form === 'lines' ? drawing.series[0]?.band : null,
          caption.includes('Band'),
        ],
      );
    expect(bandsOf({ overCells })).toEqual([
      [
        [
          [50, 50, 100],
          [90, 25, 100],
        ],
        true,
      ],
    ]);
    // An older report has none, and one bin is no band.
    expect(bandsOf({})).toEqual([[[], false]]);
    expect(bandsOf({ overCells: overCells.slice(1) })).toEqual([[[], false]]);
    for (const id of ['roc-classes', 'precision-recall-classes']) {
      const { drawing } = figures.find((figure) => figure.id === id) ?? {};
      if (drawing?.form !== 'lines') throw new Error('expected lines');
      for (const { name, band } of drawing.series) expect(band, `${id} ${name}`).toHaveLength(51);
    }
  });

  it('are drawn without a number that is none, at any width', () => {
    for (const figure of figures) {
      for (const widthPx of [320, 720]) {
        expect(drawFigure(figure, widthPx), figure.id).not.toMatch(/NaN|Infinity|undefined/);
      }
    }
  });
});

describe('a report as a page', () => {
  const html = reportFormats.html.render(report, { appendix });

  it('needs nothing else: no script, no address to load from', () => {
    expect(html).not.toMatch(/<script|<link|src="(?!data:)|url\(/);
  });

  it('has a figure for each, and a link to each part', () => {
    const ids = reportFigures(report, appendix).map(({ id }) => id);
    for (const id of ids) expect(html).toContain(`<figure id="figure.${id}">`);
    const links = [...html.matchAll(/href="#([\w-]+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) expect(html).toContain(`<section id="${link}">`);
  });

  it('has headings whose levels follow each other, none of them twice in a row', () => {
    const earlier = [printReport({ ...report, name: 'backbones' }, { appendix })];
    const both = reportFormats.html.render(report, { appendix, earlier });
    const headings = [...both.matchAll(/<h(\d)>([^<]*)<\/h\1>/g)];
    expect(headings.slice(0, 3).map(([, level, text]) => [level, text])).toEqual([
      ['1', 'study'],
      ['2', 'Stage 2: Question and data'],
      ['2', 'Stage 2: Answer'],
    ]);
    headings.forEach(([, level, text], i) => {
      const [, before, textBefore] = headings[i - 1] ?? [];
      expect(Number(level), text).toBeLessThanOrEqual(Number(before ?? 0) + 1);
      expect(text?.replace(/^Stage \d: /, '')).not.toBe(textBefore?.replace(/^Stage \d: /, ''));
    });
  });

  it('has an arrow where an interval goes on beyond the axis', () => {
    const arm = report.variants.find(({ role }) => role === 'arm');
    if (!arm?.comparison?.estimate) throw new Error('expected a comparison');
    const { comparison } = arm;
    const withInterval = (name: string, interval: [number, number]) => ({
      ...arm,
      name,
      comparison: {
        ...comparison,
        difference: 0,
        pooled: null,
        estimate: {
          ...arm.comparison?.estimate,
          family: { level: 0.05, interval },
        },
      },
    });
    const variants = [
      ...report.variants.filter(({ role }) => role === 'baseline'),
      withInterval('near', [-0.03, 0.02]),
      withInterval('far', [-0.9, 0.01]),
      withInterval('also-near', [-0.02, 0.03]),
    ] as typeof report.variants;
    const [figure] = reportFigures({ ...report, variants }, null);
    expect(figure?.caption).toContain('An arrow: the interval goes on beyond the axis.');
    const rows = drawFigure(figure as NonNullable<typeof figure>).split('<g><title>');
    // A head has two more pieces than a line.
    const pieces = (name: string) =>
      rows
        .find((row) => row.startsWith(`${name}:`))
        ?.match(/ d="[^"]*"/)?.[0]
        .match(/[ML]/g)?.length;
    expect(['near', 'far', 'also-near'].map(pieces)).toEqual([1, 4, 1]);
    expect(rows.find((row) => row.startsWith('far:'))).toContain('[−90.0, 1.0]');
  });

  it('fills the checklists from the record and names the gaps', () => {
    const row = (topic: string) =>
      new RegExp(`<td>${topic}</td><td class="prose">([^<]*)<`).exec(html)?.[1];
    expect(row('use of the data, partition')).toMatch(/stratified folds, protocol grouped/);
    expect(row('funding, conflicts of interest')).toMatch(/^GAP/);
    expect(html).toContain('2.00 hours');
  });

  it('has the subgroups of the baseline, and says which rest on few', () => {
    const [, rows = ''] = /<table id="subgroups">(.*?)<\/table>/s.exec(html) ?? [];
    expect(rows).toMatch(/site: face<\/th>.*40\.0, 60\.0/);
    expect(rows).toMatch(/site: back<\/th>.*fewer than 30 lesions; absent: df/);
    expect(html).toContain('<figure id="figure.subgroups">');
  });

  it('tells what the variants cost, and which of them none beats', () => {
    const [, rows = ''] = /<table id="trade-off">(.*?)<\/table>/s.exec(html) ?? [];
    // The second costs twice as much, and scores less.
    expect(rows).toMatch(/full<\/th>.*1\.00 M.*1\.000 G at 64 px.*4\.0 MB.*2\.0 MB.*yes/);
    expect(rows).toMatch(/no-focal<\/th>.*2\.000 G.*no</);
    expect(html).toContain('Smallest within 1 point of the best');
    expect(html).not.toContain('peak memory');
  });

  it('has latency and memory of the variants that were measured', () => {
    const measured = reportFormats.html.render(report, {
      appendix,
      measurements: [measurementOf('full', 2), measurementOf('no-focal', 3.25)],
    });
    const [, rows = ''] = /<table id="trade-off">(.*?)<\/table>/s.exec(measured) ?? [];
    expect(rows).toMatch(/batch 1: ms, median \(95 %\).*batch 32: .*peak memory.*Pareto/);
    expect(rows).toMatch(/full<\/th>.*>2\.0 \(4\.0\)<.*>64\.0 \(128\.0\)<.*>300\.0 MB<.*yes/);
    expect(rows).toMatch(/no-focal<\/th>.*>3\.3 \(6\.5\)</);
    expect(measured).toContain('On cpu of bench, 2 threads, TensorFlow 2.21.0.');
    expect(measured).toContain('<figure id="figure.trade-off-latency">');
    const one = reportFormats.html.render(report, {
      appendix,
      measurements: [measurementOf('full', 2)],
    });
    expect(one).not.toContain('figure.trade-off-latency');
    expect(one).toMatch(/no-focal<\/th>(<td[^>]*>[^<]*<\/td>){6}<td[^>]*>–<\/td>/);
  });

  it('has its numbers in the JSON, too', () => {
    const measurements = [measurementOf('full', 2)];
    const json = reportFormats.json.render(report, { appendix, measurements });
    const parsed = reportSchema.parse(JSON.parse(json));
    expect(parsed).toMatchObject({ appendix, measurements });
    expect(JSON.parse(reportFormats.json.render(report))).not.toHaveProperty('appendix');
  });

  it('says where the curves of more variants are than a figure has', () => {
    const [own] = curves;
    const many = Array.from({ length: 10 }, (_, i) => ({ ...own, variant: `v${i}` }) as typeof own);
    const full = { ...appendix, curves: { ...appendix.curves, variants: many as typeof curves } };
    const roc = reportFigures(report, full).find(({ id }) => id === 'roc');
    expect(roc?.caption).toMatch(/2 more variants are in table "curves" of the data tables\.$/);
    const all = { ...appendix.curves, variants: curves };
    expect(reportFigures(report, { ...appendix, curves: all })[0]?.caption).not.toContain('more');
  });

  it('joins the variants that nothing beats, by the cost of the figure', () => {
    const options = [
      ...[['small', 1e9, 0.6, 9] as const, ['large', 3e9, 0.8, 2] as const],
      ...[['waste', 4e9, 0.7, 5] as const, ['middle', 2e9, 0.7, 3] as const],
    ];
    const [first] = report.variants;
    const variants = options.map(([name, , balancedAccuracy]) => ({
      ...first,
      name,
      pooled: { scores: { balancedAccuracy } },
    })) as typeof report.variants;
    const tradeOffs = options.map(([variant, multiplyAdds]) => ({
      variant,
      multiplyAdds,
      parameters: 1e6,
      imageSizePx: 64,
      millisecondsPerImage: null,
    }));
    const measurements = options.map(([name, , , ms]) => measurementOf(name, ms));
    const found = tradeOffFigures(
      { ...report, variants },
      { ...appendix, tradeOffs },
      measurements,
    );
    const frontOf = ({ drawing }: (typeof found)[number]) =>
      drawing.form === 'lines'
        ? drawing.series.filter(({ sizes }) => sizes === null).map(({ points }) => points)
        : [];
    expect(found.map(frontOf)).toEqual([
      [
        [
          [1, 60],
          [2, 70],
          [3, 80],
        ],
      ],
      [],
    ]);
    expect(found.map(({ caption }) => caption)).toEqual([
      'Single models, out of fold. The line joins the variants that nothing beats in score and multiply-adds.',
      'Single models, out of fold. large is the one that nothing beats in score and latency.',
    ]);
  });

  it('has the study file, which can be submitted again', () => {
    const studyFile = {
      name: 'a',
      question: 'is x < y?\nOr not?',
      arms: { leaveOneOut: ['focal'] },
    };
    const earlier = [printReport({ ...report, name: 'backbones' }, { appendix })];
    const page = reportFormats.html.render(report, { appendix, earlier, studyFile });
    const [[, text = ''] = []] = [...page.matchAll(/<pre id="study-file">(.*?)<\/pre>/gs)];
    expect(text).toContain('is x &#60; y?\\nOr not?');
    const plain = text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
    expect(JSON.parse(plain)).toEqual(studyFile);
    expect(page.match(/<pre/g)).toHaveLength(1);
    expect(html).not.toContain('<pre');
  });

  it('says in the formats of one study where the stages before it are', () => {
    const series = { stages: ['backbones', 'ablation'], index: 1, winner: null, chosen: [] };
    expect(reportFormats.md.render({ ...report, series })).toContain(
      'Stage 2 of 2, ablation, alone: the HTML report has backbones, too',
    );
    expect(reportFormats.html.render({ ...report, series })).not.toContain('alone: the HTML');
    const first = { ...series, index: 0 };
    expect(reportFormats.md.render({ ...report, series: first })).not.toContain('the HTML report');
  });

  it('writes hostile names as text', () => {
    const variants = report.variants.map((variant) => ({ ...variant, name: '"><svg onload=x>' }));
    expect(reportFormats.html.render({ ...report, variants })).not.toContain('<svg onload');
  });

  it('holds the earlier stages of a series, each with ids of its own', () => {
    const earlier = [printReport({ ...report, name: 'backbones' }, { appendix })];
    const both = reportFormats.html.render(report, { appendix, earlier });
    const ids = [...both.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(both).toContain('<h2>Stage 1: backbones</h2>');
    expect(both).toContain('<section id="stage-1.part-variants">');
    const titles = [...both.matchAll(/<li><a href="#[^"]+">([^<]+)</g)].map(([, title]) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles).toEqual(expect.arrayContaining(['Stage 1: Answer', 'Stage 2: Answer']));
    expect(html).toContain('<h2>Answer</h2>');
    for (const [, link] of both.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(link);
  });
});
