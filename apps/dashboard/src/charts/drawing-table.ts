import type { IntervalsDrawing, LinesDrawing } from '@crossfold/contracts';
import type { TextTable } from '../text/table-text.js';

const digits = 4;

/** The numbers that a drawing shows, as a table. */
export function drawingTable(drawing: IntervalsDrawing | LinesDrawing): TextTable {
  return drawing.form === 'intervals' ? intervalTable(drawing) : lineTable(drawing);
}

function intervalTable({ axis, rows }: IntervalsDrawing): TextTable {
  const hasSecond = rows.some(({ second }) => second !== null);
  return {
    columns: [
      ...['', axis.title, 'low', 'high'],
      ...(hasSecond ? ['thin: low', 'thin: high'] : []),
      'remark',
    ],
    rows: rows.map(({ name, value, interval, second, remark }) => [
      name,
      write(value),
      ...ends(interval),
      ...(hasSecond ? ends(second) : []),
      remark,
    ]),
  };
}

/** A row for each place on the axis, a column for each line, and for each band its two bounds. */
function lineTable({ x, series }: LinesDrawing): TextTable {
  const places = new Set(series.flatMap(({ points }) => points.map(([at]) => at)));
  const columns = series.flatMap(({ name, points, band, sizes }) => {
    const bounds = new Map(band.map(([at, low, high]) => [at, [low, high] as const]));
    const column = (title: string, values: ReadonlyMap<number, number | undefined>) => ({
      title,
      values,
    });
    return [
      column(name, new Map(points)),
      ...(band.length > 0
        ? [
            column(`${name}: low`, new Map(points.map(([at]) => [at, bounds.get(at)?.[0]]))),
            column(`${name}: high`, new Map(points.map(([at]) => [at, bounds.get(at)?.[1]]))),
          ]
        : []),
      ...(sizes
        ? [column(`${name}: share`, new Map(points.map(([at], i) => [at, sizes[i]])))]
        : []),
    ];
  });
  return {
    columns: [x.title, ...columns.map(({ title }) => title)],
    rows: [...places]
      .sort((a, b) => a - b)
      .map((at) => [write(at), ...columns.map(({ values }) => write(values.get(at)))]),
  };
}

function ends(interval: readonly [number, number] | null): string[] {
  return [write(interval?.[0]), write(interval?.[1])];
}

function write(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toPrecision(digits)));
}
