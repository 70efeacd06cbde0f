import { createReadStream } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import type { ReportCell, ReportDocument } from '@crossfold/contracts';
import { newStudyRecord, reportFormats, viewStudyDetail, viewTrial } from '@crossfold/study';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { expectedOf, readDrawn } from '../support/drawn-figure.js';
import {
  appendixInFull,
  explanationInFull,
  measurementsInFull,
  reportInFull,
  studyInFull,
} from '../support/report-in-full.js';

const bundle = new URL('../../apps/dashboard/bundle/', import.meta.url);
const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

const study = studyInFull();
const report = reportInFull(study);
const explanation = explanationInFull();
const addenda = {
  explanations: [explanation],
  appendix: appendixInFull(),
  measurements: measurementsInFull(),
};
const record = { ...newStudyRecord(study), finalState: report.state };

/** What an API would answer that knows this one study; undefined where it has nothing. */
function answerOf(path: string, format: string | null): unknown {
  const view = { order: explanation, state: 'finished', progress: null };
  switch (path) {
    case '':
      return viewStudyDetail(record, null);
    case '/trials':
      return { trials: [...record.trials.values()].map(viewTrial), next: null };
    case '/report':
      return JSON.parse(
        reportFormats[format === 'document' ? 'document' : 'json'].render(report, {
          ...addenda,
        }),
      );
    case '/sealed-part':
      return { images: 20, openings: report.sealedOpenings, openedBy: null };
    case '/explanations':
      return { explanations: [view] };
    case '/explanations/1':
      return { ...view, explanation, failure: null };
    default:
      return path.endsWith('/metrics') ? { trialId: 'full.f0.s1', epochs: [] } : undefined;
  }
}

function sendFile(pathname: string, response: ServerResponse): void {
  const file = new URL(pathname.slice(1) || 'index.html', bundle);
  response.setHeader('Content-Type', mediaTypes[extname(file.pathname)] ?? 'text/plain');
  createReadStream(file)
    .on('error', () => response.writeHead(404).end())
    .pipe(response);
}

interface ShownTable {
  readonly dataset: Readonly<Record<string, string>>;
  readonly querySelector: (selector: string) => { readonly textContent: string } | null;
}

interface PrintedTable {
  readonly id: string;
  readonly tBodies: Iterable<{
    readonly rows: Iterable<{ readonly cells: Iterable<{ readonly textContent: string }> }>;
  }>;
}

describe('the tables of a report', () => {
  let browser: Browser;
  let server: Server;
  let site: string;

  beforeAll(async () => {
    browser = await launchBrowser();
    server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      const path = /^\/api\/v1\/studies\/[^/]+(.*)$/.exec(pathname)?.[1];
      if (path === undefined) {
        sendFile(pathname, response);
        return;
      }
      const answer = answerOf(path, searchParams.get('format'));
      response.writeHead(answer === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(answer ?? {}));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it('shows every table that Markdown shows, with the same ids and titles', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${site}/#/studies/${study.studyId}`);
    await page.locator('[data-table="explanation.1"]').waitFor({ state: 'attached' });
    const shown = await page
      .locator('[data-table]')
      .evaluateAll((tables: ShownTable[]) =>
        tables.map((table) => [
          table.dataset['table'] ?? '',
          table.querySelector('caption')?.textContent ?? '',
        ]),
      );
    const { blocks } = documentOf(report);
    const built = blocks.flatMap((block) =>
      block.kind === 'table' ? [[block.id, block.title]] : [],
    );
    const ids = built.map(([id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of [
      ...[
        'leakage',
        'sealed-openings',
        'ensemble-weights',
        'segmentation',
        'worst-case',
        'repeats',
      ],
      ...['verdicts', 'outlook', 'ensemble-uncertainty', 'cross-evaluations', 'left-out'],
      ...['conformal', 'conformal-classes', 'conformal-subgroups', 'stopped-trials'],
      ...['learning-curve', 'subgroups', 'shared-errors', 'trade-off'],
    ]) {
      expect(ids).toContain(id);
    }
    const inOrder = (tables: readonly (readonly string[])[]) => tables.map(String).sort();
    expect(inOrder(shown)).toEqual(inOrder(built));
    const markdown = reportFormats.md.render(report, addenda);
    const headings = [...markdown.matchAll(/^## (.*)\n\n\|/gm)].map(([, title = '']) => title);
    expect(shown.map(([, title]) => title).sort()).toEqual(headings.sort());
    // The figures are those of Markdown, too.
    const cells = page.locator('[data-table="pooled"] tbody tr').first().locator('td');
    expect(await cells.count()).toBeGreaterThan(8);
    const unpadded = markdown.replace(/ +\|/g, ' |');
    for (const cell of await cells.allTextContents()) expect(unpadded).toContain(` ${cell} |`);
    expect(await page.locator('.verdict.hurts').textContent()).toBe('hurts');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('prints each number of the JSON as it is, and none besides', async () => {
    const page = await browser.newPage();
    const earlier = [{ document: documentOf({ ...report, name: 'backbones' }) }];
    await page.setContent(reportFormats.html.render(report, { ...addenda, earlier }));
    const shown = await page.locator('table[id]').evaluateAll((tables: PrintedTable[]) =>
      tables.map(({ id, tBodies: [body] }) => ({
        id,
        rows: [...(body?.rows ?? [])].map((row) => [...row.cells].map((cell) => cell.textContent)),
      })),
    );
    const figures = await page
      .locator('figure svg')
      .evaluateAll((drawn: { readonly parentElement: { id: string }; outerHTML: string }[]) =>
        drawn.map(({ parentElement, outerHTML }) => [parentElement.id, outerHTML] as const),
      );
    const lists = await page
      .locator('li')
      .evaluateAll((items: { readonly textContent: string }[]) =>
        items.map(({ textContent }) => textContent),
      );
    await page.close();
    const json: unknown = JSON.parse(reportFormats.json.render(report, addenda));
    const known = numbersOf(json);
    for (const value of numbersOf(explanation)) known.add(value);
    const { blocks } = documentOf(report);
    const ofStages = [
      ...blocks,
      ...blocks.map((block) => ({ ...block, id: `stage-1.${block.id}` })),
    ];
    let count = 0;
    for (const block of ofStages) {
      if (block.kind === 'figure') {
        const svg = new Map(figures).get(`figure.${block.id}`) ?? '';
        const { labels, points, precision } = readDrawn(svg, block.drawing);
        const expected = expectedOf(block.drawing);
        expect(labels.join(' '), block.id).toBe(expected.labels.join(' '));
        expect(points.length, block.id).toBe(expected.points.length);
        expected.points.forEach((point, i) =>
          point.forEach((value, axis) => {
            const apart = Math.abs(value - (points[i]?.[axis] ?? NaN));
            expect(apart, `${block.id}, point ${i}`).toBeLessThanOrEqual(precision[axis] ?? NaN);
            expect(isDrawnOf(value, known), `${block.id}, point ${i}: ${value}`).toBe(true);
          }),
        );
      }
      if (block.kind === 'list') expect(lists).toEqual(expect.arrayContaining(block.items));
      if (block.kind !== 'table') continue;
      const rows = shown.find(({ id }) => id === block.id)?.rows ?? [];
      expect(rows).toHaveLength(block.rows.length);
      block.rows.forEach((row, r) =>
        block.columns.forEach(({ unit, title }, c) => {
          const cell = row[c] ?? null;
          const text = rows[r]?.[c] ?? '';
          const at = `${block.id}, ${String(row[0])}, ${title}: ${text}`;
          if (typeof cell === 'string') return expect(text, at).toBe(cell);
          const values = valuesOf(cell);
          const printed = text.match(/[-+−]?\d+(\.\d+)?/g) ?? [];
          expect(printed.length, at).toBe(values.length);
          const scale = unit === 'percent' || unit === 'points' ? 100 : 1;
          values.forEach((value, i) => {
            const digits = printed[i]?.replace('−', '-') ?? '';
            const decimals = digits.split('.')[1]?.length ?? 0;
            const apart = Math.abs(Number(digits) - scale * value);
            expect(apart, at).toBeLessThanOrEqual(0.5001 * 10 ** -decimals);
            expect(
              known.has(value) || isDerived(value, block.id.replace('stage-1.', ''), known),
              at,
            ).toBe(true);
            count++;
          });
        }),
      );
    }
    expect(count).toBeGreaterThan(1200);
    const textsOf = (id: string) => shown.find((table) => table.id === id)?.rows;
    expect(textsOf('trade-off')).toEqual(costTexts());
    expect(textsOf('stage-1.trade-off')).toEqual(costTexts());
    expect(textsOf('environments')).toEqual([
      ['cpu', '0.1.0', '–', '2.21.0', '4.22.0', 'v20.11.0', 'float32', '2', 'yes', '4'],
    ]);
    const [, hours] = textsOf('reproduction')?.find(([what]) => what === 'time on devices') ?? [];
    expect(hours).toBe(`${(addenda.appendix.deviceSeconds / 3600).toFixed(2)} hours`);
    expect(textsOf('shared-errors')?.[0]?.slice(0, 3)).toEqual([
      'lesion-3',
      'nv',
      'mel (1), bcc (1)',
    ]);
  });

  it('fits on paper: nothing is wider than a page of A4, and nothing is cut', async () => {
    // Without the margins of 10 mm that browsers print with, at 96 pixels an inch.
    const page = await browser.newPage({ viewport: { width: 718, height: 1047 } });
    await page.emulateMedia({ media: 'print' });
    await page.setContent(
      reportFormats.html.render(report, { ...addenda, studyFile: { name: report.name } }),
    );
    const wide = await page.locator('table, figure, svg, pre, p, li, h1, h2, h3').evaluateAll(
      (
        parts: {
          readonly id: string;
          readonly tagName: string;
          readonly scrollWidth: number;
          readonly clientWidth: number;
          readonly textContent: string;
          getBoundingClientRect(): { readonly left: number; readonly right: number };
        }[],
      ) =>
        parts.flatMap((part) => {
          const { left, right } = part.getBoundingClientRect();
          const isCut = part.scrollWidth > part.clientWidth + 1 && part.tagName !== 'svg';
          return left < 0 || right > 719 || isCut
            ? [`${part.tagName} ${part.id}: ${left} to ${right}, ${part.textContent.slice(0, 40)}`]
            : [];
        }),
    );
    expect(wide).toEqual([]);
    const printed = await page.pdf({ format: 'A4' });
    expect(printed.length).toBeGreaterThan(20_000);
    await page.close();
  });
});

function documentOf(of: typeof report): ReportDocument {
  return JSON.parse(reportFormats.document.render(of, addenda)) as ReportDocument;
}

/** The table of costs, from the numbers of the JSON. */
function costTexts(): string[][] {
  return addenda.appendix.tradeOffs.map((cost) => {
    const scored = report.variants.find(({ name }) => name === cost.variant);
    const measured = addenda.measurements.find(({ variant }) => variant === cost.variant);
    const share = (value = NaN) => (100 * value).toFixed(1);
    const bounds = scored?.intervals?.balancedAccuracy.map(share).join(', ') ?? '';
    const least = Math.min(...addenda.appendix.tradeOffs.map(({ multiplyAdds }) => multiplyAdds));
    return [
      cost.variant,
      `${share(scored?.pooled?.scores.balancedAccuracy)} [${bounds}]`,
      `${(cost.parameters / 1e6).toFixed(2)} M`,
      `${(cost.multiplyAdds / 1e9).toFixed(3)} G at ${cost.imageSizePx} px`,
      `${(cost.parameters / 2.5e5).toFixed(1)} MB`,
      `${(cost.parameters / 5e5).toFixed(1)} MB`,
      cost.millisecondsPerImage?.toFixed(1) ?? '–',
      ...[0, 1].map((i) => {
        const { medianMs = NaN, p95Ms = NaN } = measured?.latency[i] ?? {};
        return `${medianMs.toFixed(1)} (${p95Ms.toFixed(1)})`;
      }),
      `${((measured?.memory.peakBytes ?? NaN) / 1e6).toFixed(1)} MB`,
      // Both variants score alike.
      cost.multiplyAdds === least ? 'yes' : 'no',
    ];
  });
}

/** Shares are drawn in hundredths, multiply-adds in thousand millions, times as they are. */
function isDrawnOf(value: number, known: ReadonlySet<number>): boolean {
  return [...known].some((one) =>
    [one, 100 * one, one / 1e9].some((drawn) => Math.abs(drawn - value) < 1e-9),
  );
}

/** All numbers in a document of JSON, wherever they stand. */
function numbersOf(value: unknown, found = new Set<number>()): Set<number> {
  if (typeof value === 'number') found.add(value);
  else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) numbersOf(part, found);
  }
  return found;
}

/** The level of an interval is 1 − that of its test; what was published, or a smaller share, is taken off ours. */
function isDerived(value: number, table: string, known: ReadonlySet<number>): boolean {
  const isNear = (other: number) => [...known].some((one) => Math.abs(one - other) < 1e-12);
  if (table === 'verdicts') return isNear(1 - value);
  const isDifference = table === 'reproduced' || table === 'learning-curve';
  return isDifference && [...known].some((published) => isNear(published + value));
}

/** What a cell holds, in the order in which it is written. */
function valuesOf(cell: ReportCell): number[] {
  if (typeof cell === 'number') return [cell];
  if (cell === null || typeof cell === 'string' || 'text' in cell) return [];
  const { value, interval = [], sd } = cell;
  return [value, ...interval, ...(sd === undefined ? [] : [sd])];
}
