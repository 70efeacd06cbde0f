import type { Evaluation, ReportCell, ReportTable } from '@crossfold/contracts';
import type { ClassPart } from './class-tables.js';
import { buildTable, numbers, texts } from './table.js';

/** A matrix of more classes does not fit a page. */
const maxMatrixClasses = 12;
const keptClasses = 9;
const topPairs = 15;

type Matrix = Evaluation['confusionMatrix'];

/**
 * Which class was taken for which. Of many classes: the most frequent confusions, and a matrix of
 * the classes that errors are made with most, beside all others as one.
 */
export function confusionTables(
  { perClass, confusionMatrix }: Pick<Evaluation, 'perClass' | 'confusionMatrix'>,
  part: ClassPart,
): ReportTable[] {
  const names = perClass.map(({ name }) => name);
  if (names.length <= maxMatrixClasses) {
    return [matrixTable(names, confusionMatrix, part, { title: '', notes: [] })];
  }
  const collapsed = collapse(names, confusionMatrix);
  return [
    topTable(names, confusionMatrix, part),
    matrixTable(collapsed.names, collapsed.matrix, part, {
      title: `, the ${keptClasses} of ${names.length} classes with most errors`,
      notes: [
        `Others: ${names.length - keptClasses} classes as one, whose last cell holds right answers and confusions among them. The whole matrix: ${part.whole.confusions}.`,
      ],
    }),
  ];
}

function matrixTable(
  names: readonly string[],
  matrix: Matrix,
  { idOf, section, variant, title }: ClassPart,
  more: { readonly title: string; readonly notes: string[] },
): ReportTable {
  return buildTable({
    id: idOf('confusion'),
    section,
    variant,
    form: 'matrix',
    title: `Confusion matrix, ${title}${more.title} (rows: true class)`,
    columns: [...texts('true \\ predicted'), ...numbers('count', ...names)],
    rows: matrix.map((row, i): ReportCell[] => [names[i] ?? '', ...row]),
    notes: more.notes,
  });
}

function topTable(
  names: readonly string[],
  matrix: Matrix,
  { idOf, section, variant, title, whole }: ClassPart,
): ReportTable {
  const pairs = matrix.flatMap((row, i) => {
    const images = row.reduce((sum, count) => sum + count, 0);
    return row.flatMap((count, j) => (i === j || count === 0 ? [] : [{ i, j, count, images }]));
  });
  const shown = pairs.toSorted((a, b) => b.count - a.count).slice(0, topPairs);
  const which = shown.length < pairs.length ? `, the ${topPairs} most frequent` : '';
  return buildTable({
    id: idOf('confusions'),
    section,
    variant,
    title: `Confusions, ${title}${which}`,
    columns: [
      ...texts('true class', 'taken for'),
      ...numbers('count', 'images'),
      ...numbers('percent', '% of the true class'),
    ],
    rows: shown.map(({ i, j, count, images }) => [
      ...[names[i] ?? '', names[j] ?? ''],
      count,
      count / images,
    ]),
    notes:
      shown.length < pairs.length ? [`All ${pairs.length} confusions: ${whole.confusions}.`] : [],
  });
}

/** The classes that errors are made with most, in their order, and all others as one. */
function collapse(names: readonly string[], matrix: Matrix) {
  const errors = names.map((_, c) => {
    const missed = (matrix[c] ?? []).reduce((sum, count, j) => sum + (j === c ? 0 : count), 0);
    const claimed = matrix.reduce((sum, row, i) => sum + (i === c ? 0 : (row[c] ?? 0)), 0);
    return missed + claimed;
  });
  const kept = names
    .map((_, c) => c)
    .sort((a, b) => (errors[b] ?? 0) - (errors[a] ?? 0))
    .slice(0, keptClasses)
    .sort((a, b) => a - b);
  const places = new Map(kept.map((c, place) => [c, place]));
  const placeOf = (c: number) => places.get(c) ?? keptClasses;
  const size = keptClasses + 1;
  const small: Matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  matrix.forEach((row, i) => {
    const target = small[placeOf(i)] as number[];
    row.forEach((count, j) => {
      target[placeOf(j)] = (target[placeOf(j)] ?? 0) + count;
    });
  });
  return { names: [...kept.map((c) => names[c] ?? ''), 'others'], matrix: small };
}
