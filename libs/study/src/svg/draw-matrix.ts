import { percent, type MatrixDrawing } from '@crossfold/contracts';
import { escapeMarkup, svgTag, svgText } from './mark-up.js';
import type { Picture } from './picture.js';

const [maxCellPx, letterPx, topPx] = [56, 7.2, 44];
/** From this share on, a cell is dark and its number light. */
const darkShare = 0.55;

export function drawMatrix(
  { rowTitle, columnTitle, names, counts }: MatrixDrawing,
  widthPx: number,
): Picture {
  const longest = Math.max(...names.map(({ length }) => length));
  const namesPx = Math.min(150, longest * letterPx + 10) + 22;
  const cellPx = Math.min(maxCellPx, (widthPx - namesPx - 10) / names.length);
  const heightPx = topPx + names.length * cellPx + 10;
  const most = (px: number) => Math.max(1, Math.floor(px / letterPx));
  return {
    heightPx,
    parts: [
      svgText(namesPx + (names.length * cellPx) / 2, 14, columnTitle, { 'text-anchor': 'middle' }),
      svgTag(
        'g',
        {
          transform: `translate(14 ${(topPx + (names.length * cellPx) / 2).toFixed(1)}) rotate(-90)`,
        },
        [svgText(0, 0, rowTitle, { 'text-anchor': 'middle' })],
      ),
      ...names.map((name, j) =>
        svgText(namesPx + (j + 0.5) * cellPx, topPx - 8, cut(name, most(cellPx)), {
          'text-anchor': 'middle',
        }),
      ),
      ...names.map((name, i) =>
        svgText(namesPx - 8, topPx + (i + 0.5) * cellPx + 4, cut(name, most(namesPx - 30)), {
          'text-anchor': 'end',
        }),
      ),
      ...counts.flatMap((row, i) => {
        const total = row.reduce((sum, count) => sum + count, 0);
        return row.map((count, j) =>
          drawCell({
            share: total === 0 ? 0 : count / total,
            count,
            title: `${names[i] ?? ''} taken for ${names[j] ?? ''}`,
            x: namesPx + j * cellPx,
            y: topPx + i * cellPx,
            cellPx,
          }),
        );
      }),
    ],
  };
}

interface Cell {
  readonly share: number;
  readonly count: number;
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly cellPx: number;
}

function drawCell({ share, count, title, x, y, cellPx }: Cell): string {
  return svgTag('g', {}, [
    svgTag('title', {}, [escapeMarkup(`${title}: ${count} images, ${percent(share)} %`)]),
    svgTag('rect', {
      x,
      y,
      width: cellPx - 1,
      height: cellPx - 1,
      fill: '#0072b2',
      'fill-opacity': (0.04 + 0.96 * share).toFixed(3),
    }),
    svgText(x + cellPx / 2, y + cellPx / 2 + 4, String(count), {
      'text-anchor': 'middle',
      fill: share >= darkShare ? '#ffffff' : 'currentColor',
      'font-size': Math.min(13, cellPx / 3),
    }),
  ]);
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, Math.max(1, most - 1))}…` : text;
}
