import type { FlowDrawing } from '@crossfold/contracts';
import { axisLine } from './axes.js';
import { svgTag, svgText } from './mark-up.js';
import type { Picture } from './picture.js';

type Box = FlowDrawing['parts'][number];

const [letterPx, linePx, insidePx, gapPx, edgePx] = [7, 17, 9, 26, 1];
/** Of the width: steps, and what leaves at them; between the two there is an arrow. */
const [stepShare, leavingShare] = [0.54, 0.38];
const arrowPx = 5;

/** Boxes below each other with arrows, what leaves beside them, and the parts of the last one in a row. */
export function drawFlow({ steps, parts }: FlowDrawing, widthPx: number): Picture {
  const innerPx = widthPx - 2 * edgePx;
  const [stepPx, leavingPx] = [stepShare * innerPx, leavingShare * innerPx];
  const middle = edgePx + stepPx / 2;
  const drawn: string[] = [];
  let top = edgePx;
  steps.forEach(({ leaving, ...step }, i) => {
    const own = layOut(step, stepPx);
    const beside = leaving && layOut(leaving, leavingPx);
    const heightPx = Math.max(own.heightPx, beside?.heightPx ?? 0);
    drawn.push(drawBox(own, { x: edgePx, y: top, widthPx: stepPx, heightPx: own.heightPx }));
    if (beside) {
      const x = widthPx - edgePx - leavingPx;
      const y = top + Math.min(own.heightPx, beside.heightPx) / 2;
      drawn.push(
        arrow([
          [edgePx + stepPx, y],
          [x, y],
        ]),
        drawBox(beside, { x, y: top, widthPx: leavingPx, heightPx: beside.heightPx }),
      );
    }
    const next = top + heightPx + gapPx;
    if (i < steps.length - 1) {
      drawn.push(
        arrow([
          [middle, top + own.heightPx],
          [middle, next],
        ]),
      );
    }
    top = i < steps.length - 1 || parts.length > 0 ? next : top + heightPx;
    if (i === steps.length - 1 && parts.length > 0) {
      drawn.push(
        ...drawParts(
          parts,
          { top, from: [middle, next - gapPx - heightPx + own.heightPx] },
          widthPx,
        ),
      );
    }
  });
  const last = parts.map((part) => layOut(part, partPx(parts.length, widthPx)).heightPx);
  return { heightPx: top + Math.max(0, ...last) + edgePx, parts: drawn };
}

type Point = readonly [x: number, y: number];

function drawParts(
  parts: readonly Box[],
  { top, from: [x, y] }: { readonly top: number; readonly from: Point },
  widthPx: number,
): string[] {
  const boxPx = partPx(parts.length, widthPx);
  const boxes = parts.map((part) => layOut(part, boxPx));
  const heightPx = Math.max(...boxes.map((box) => box.heightPx));
  const bar = top - gapPx / 2;
  return boxes.flatMap((box, i) => {
    const left = edgePx + i * (boxPx + insidePx);
    const centre = left + boxPx / 2;
    return [
      arrow([
        [x, y],
        [x, bar],
        [centre, bar],
        [centre, top],
      ]),
      drawBox(box, { x: left, y: top, widthPx: boxPx, heightPx }),
    ];
  });
}

function partPx(parts: number, widthPx: number): number {
  return (widthPx - 2 * edgePx - (parts - 1) * insidePx) / parts;
}

interface LaidOut {
  readonly title: readonly string[];
  readonly lines: readonly string[];
  readonly heightPx: number;
}

function layOut({ title, lines }: Box, widthPx: number): LaidOut {
  const most = Math.max(1, Math.floor((widthPx - 2 * insidePx) / letterPx));
  const wrapped = { title: wrap(title, most), lines: lines.flatMap((line) => wrap(line, most)) };
  const count = wrapped.title.length + wrapped.lines.length;
  return { ...wrapped, heightPx: count * linePx + 2 * insidePx - 3 };
}

/** Broken between words; a word that is longer than a line is cut. */
function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const short = word.length > most ? `${word.slice(0, Math.max(1, most - 1))}…` : word;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + short.length <= most) {
      lines[lines.length - 1] = `${last} ${short}`;
    } else {
      lines.push(short);
    }
  }
  return lines;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

function drawBox({ title, lines }: LaidOut, { x, y, widthPx, heightPx }: Place): string {
  const rows = [
    ...title.map((text) => ({ text, weight: 600 })),
    ...lines.map((text) => ({ text, weight: 400 })),
  ];
  return svgTag('g', {}, [
    svgTag('rect', { x, y, width: widthPx, height: heightPx, rx: 4, ...axisLine }),
    ...rows.map(({ text, weight }, i) =>
      svgText(x + insidePx, y + insidePx + 11 + i * linePx, text, { 'font-weight': weight }),
    ),
  ]);
}

/** A line of straight pieces with a head at its end. */
function arrow(points: readonly Point[]): string {
  const [end, before] = [points.at(-1) ?? [0, 0], points.at(-2) ?? [0, 0]];
  const path = points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L');
  const isAcross = end[1] === before[1];
  const head = isAcross
    ? `M${end[0] - arrowPx} ${end[1] - arrowPx}L${end[0]} ${end[1]}L${end[0] - arrowPx} ${end[1] + arrowPx}`
    : `M${end[0] - arrowPx} ${end[1] - arrowPx}L${end[0]} ${end[1]}L${end[0] + arrowPx} ${end[1] - arrowPx}`;
  return svgTag('path', { d: `M${path}${head}`, ...axisLine });
}
