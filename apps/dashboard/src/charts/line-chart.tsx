import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { curlText } from '../api/curl-text.js';
import { CopyMenu } from '../components/copy-menu.js';
import { pngOfCanvas } from './png.js';
import { styleValue, useIsDark } from './theme.js';
import { useWidth } from './use-width.js';
import '../styles/charts.css';

export interface ChartLine {
  readonly name: string;
  /** One for each x; null where there is none. */
  readonly values: readonly (number | null)[];
  /** A variable of the style sheet. */
  readonly colour: `--${string}`;
  readonly dash: readonly number[];
  readonly widthPx: number;
  /** From 0 to 1. */
  readonly opacity: number;
  /** Shows its points too, as where there are few. */
  readonly hasPoints: boolean;
  /** Shown in the legend with its value under the pointer. */
  readonly isNamed: boolean;
  /** Filled between this line and the one that follows. */
  readonly fillsToNext: boolean;
}

/**
 * Lines over a common axis, on a canvas. This is the only file that knows uPlot.
 *
 * @param x in order
 */
export function LineChart({
  label,
  x,
  lines,
  unit,
  heightPx,
  call,
  command,
  write,
}: {
  readonly label: string;
  readonly x: readonly number[];
  readonly lines: readonly ChartLine[];
  /** Of the vertical axis. */
  readonly unit: string;
  readonly heightPx: number;
  /** The request of the API that gives the numbers: a path under `/api/v1/`. */
  readonly call: string;
  /** The command of the CLI that gives them, where there is one. */
  readonly command?: string;
  readonly write: (value: number) => string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(box);
  const isDark = useIsDark();
  const plot = useRef<uPlot>(null);
  const look = JSON.stringify(lines.map(({ values: _, ...rest }) => rest));
  // Other lines, another theme or width: drawn from the start. New values alone: into what is there.
  useEffect(() => {
    if (!box.current || widthPx === 0) return;
    const options = optionsOf(lines, { widthPx, heightPx, unit, write });
    const made = new uPlot(options, dataOf(x, lines), box.current);
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
    // `look` stands for the lines without their values.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [look, widthPx, heightPx, unit, isDark]);
  useEffect(() => {
    plot.current?.setData(dataOf(x, lines));
  }, [x, lines]);
  return (
    <>
      <div className="chart-copy">
        <CopyMenu
          what={label}
          forms={[
            { title: 'PNG', picture: () => pictureOf(plot.current) },
            ...(command === undefined ? [] : [{ title: 'CLI command', text: () => command }]),
            { title: 'API call', text: () => curlText(call) },
          ]}
        />
      </div>
      <div className="line-chart" ref={box} role="img" aria-label={label} />
    </>
  );
}

function pictureOf(made: uPlot | null): Promise<Blob> {
  if (!made) throw new Error('expected a chart to copy, got none');
  return pngOfCanvas(made.ctx.canvas);
}

function dataOf(x: readonly number[], lines: readonly ChartLine[]): uPlot.AlignedData {
  return [[...x], ...lines.map(({ values }) => [...values])];
}

function optionsOf(
  lines: readonly ChartLine[],
  {
    widthPx,
    heightPx,
    unit,
    write,
  }: {
    readonly widthPx: number;
    readonly heightPx: number;
    readonly unit: string;
    readonly write: (value: number) => string;
  },
): uPlot.Options {
  const axis = {
    stroke: styleValue('--quiet'),
    font: '12px system-ui, sans-serif',
    labelFont: '12px system-ui, sans-serif',
    grid: { stroke: styleValue('--line'), width: 1 },
    ticks: { stroke: styleValue('--line'), width: 1 },
  };
  return {
    width: widthPx,
    height: heightPx,
    scales: { x: { time: false } },
    cursor: { y: false, drag: { x: true, y: false } },
    legend: { live: true },
    axes: [
      {
        ...axis,
        label: 'epoch',
        labelSize: 18,
        size: 34,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500],
      },
      { ...axis, label: unit, labelSize: 18, size: 52, values: (_, ticks) => ticks.map(String) },
    ],
    series: [
      { label: 'epoch' },
      ...lines.map((line) => ({
        label: line.name,
        stroke: styleValue(line.colour),
        width: line.widthPx,
        dash: [...line.dash],
        alpha: line.opacity,
        points: { show: line.hasPoints, size: 6, fill: styleValue('--surface') },
        spanGaps: false,
        value: (_: uPlot, value: number | null) => (value === null ? '–' : write(value)),
      })),
    ],
    bands: lines.flatMap((line, i) =>
      line.fillsToNext
        ? [{ series: [i + 1, i + 2] as [number, number], fill: `${styleValue(line.colour)}2e` }]
        : [],
    ),
    hooks: {
      ready: [
        (made) => {
          hideUnnamed(made, lines);
        },
      ],
    },
  };
}

/** Lines of single cells and bounds of bands are too many for the legend. */
function hideUnnamed(made: uPlot, lines: readonly ChartLine[]): void {
  made.root.querySelectorAll<HTMLElement>('.u-legend .u-series').forEach((entry, i) => {
    if (i > 0 && lines[i - 1]?.isNamed === false) entry.hidden = true;
  });
}
