import type { ReportFigure } from '@crossfold/contracts';

type Drawing = ReportFigure['drawing'];
type Points = readonly (readonly number[])[];

/** What a figure shows, read from its SVG alone: by its labels, and by its marks on the axes. */
export interface DrawnFigure {
  /** Of intervals and matrices: what stands at each mark. */
  readonly labels: readonly string[];
  /** Marks and corners of lines, in the units of the axes. */
  readonly points: Points;
  /** Half a unit of the last digit that a place is written with, on each axis. */
  readonly precision: readonly number[];
}

export function readDrawn(svg: string, { form }: Drawing): DrawnFigure {
  const labels = [...svg.matchAll(/<g><title>([^<]*)</g)].map(([, text = '']) => plain(text));
  if (form === 'matrix') return { labels, points: [], precision: [] };
  if (form === 'flow') {
    const texts = [...svg.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text = '']) => plain(text));
    return { labels: texts, points: [], precision: [] };
  }
  const x = axisOf(svg, /<text x="([\d.-]+)" y="[\d.-]+" text-anchor="middle">([^<]*)</g);
  const circles = [...svg.matchAll(/<circle cx="([\d.-]+)" cy="([\d.-]+)"/g)];
  if (form === 'intervals') {
    const points = circles.map(([, cx]) => [x.valueAt(Number(cx))]);
    return { labels, points, precision: [x.precision] };
  }
  // The middle of a letter is above its line.
  const y = axisOf(svg, /<text x="[\d.-]+" y="([\d.-]+)" text-anchor="end">([^<]*)</g, 4);
  const places = [
    ...svg.matchAll(/<circle cx="([\d.-]+)" cy="([\d.-]+)"|<path d="M([^"]*)"[^>]*><title>/g),
  ];
  const points = places.flatMap(([, cx, cy, path]) =>
    path === undefined
      ? [[x.valueAt(Number(cx)), y.valueAt(Number(cy))]]
      : path.split('L').map((corner) => {
          const [px, py] = corner.split(' ').map(Number);
          return [x.valueAt(px ?? NaN), y.valueAt(py ?? NaN)];
        }),
  );
  return { labels, points, precision: [x.precision, y.precision] };
}

/** Places are written with a tenth of a pixel; the axis by its first and last number. */
function axisOf(svg: string, ticks: RegExp, textPx = 0) {
  const found = [...svg.matchAll(ticks)]
    .map(([, px, text = '']) => [
      Number(px) - textPx,
      Number(text.replace('−', '-').replaceAll(',', '')),
    ])
    .filter(([, value]) => !Number.isNaN(value));
  const [[firstPx = NaN, first = NaN] = [], [lastPx = NaN, last = NaN] = []] = [
    found[0],
    found.at(-1),
  ];
  const perPx = (last - first) / (lastPx - firstPx);
  return {
    valueAt: (px: number) => first + (px - firstPx) * perPx,
    precision: 0.16 * Math.abs(perPx),
  };
}

/** What the data of a figure say that {@link readDrawn} finds. */
export function expectedOf(drawing: Drawing): Pick<DrawnFigure, 'labels' | 'points'> {
  switch (drawing.form) {
    case 'intervals':
      return {
        labels: drawing.rows.map(({ name, value, interval }) => {
          const range = interval ? ` [${interval.map(tenth).join(', ')}]` : '';
          return `${name}: ${tenth(value)}${range}`;
        }),
        points: drawing.rows.map(({ value }) => [value]),
      };
    case 'lines':
      return {
        labels: drawing.series.flatMap(({ name, sizes }) => (sizes ? [name] : [])),
        points: drawing.series.flatMap(({ points }) => points),
      };
    case 'matrix':
      return {
        labels: drawing.counts.flatMap((row, i) => {
          const total = row.reduce((sum, count) => sum + count, 0);
          return row.map((count, j) => {
            const share = total === 0 ? 0 : (100 * count) / total;
            const [from, to] = [drawing.names[i] ?? '', drawing.names[j] ?? ''];
            return `${from} taken for ${to}: ${count} images, ${share.toFixed(1)} %`;
          });
        }),
        points: [],
      };
    case 'flow':
      return {
        labels: [
          ...drawing.steps.flatMap(({ title, lines, leaving }) => [
            ...[title, ...lines],
            ...(leaving ? [leaving.title, ...leaving.lines] : []),
          ]),
          ...drawing.parts.flatMap(({ title, lines }) => [title, ...lines]),
        ].map((text) => text.replaceAll('\u00a0', ' ')),
        points: [],
      };
  }
}

function tenth(value: number): string {
  return value.toFixed(1).replace('-', '−');
}

function plain(markup: string): string {
  return markup
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
