import { compareText } from '../text-order.js';

/** Values that all are text, or all are numbers: the two kinds have no common order. */
export type Labels = readonly string[] | readonly number[];

export interface EncodedLabels {
  /** One code in 0 … `count` − 1 for each value. */
  readonly codes: Int32Array;
  readonly count: number;
}

/** Codes in the order of the sorted values, as `numpy.unique` gives them. */
export function encodeSorted(labels: Labels): EncodedLabels {
  const unique = [...new Set<string | number>(labels)].sort(compareLabels);
  return encodeWith(labels, unique);
}

/** Codes in the order in which the values first appear. */
export function encodeByAppearance(labels: Labels): EncodedLabels {
  return encodeWith(labels, [...new Set<string | number>(labels)]);
}

/** Number of values of each code. */
export function countCodes({ codes, count }: EncodedLabels): Float64Array {
  const counts = new Float64Array(count);
  for (const code of codes) counts[code] = (counts[code] as number) + 1;
  return counts;
}

function encodeWith(labels: Labels, ordered: readonly (string | number)[]): EncodedLabels {
  const codeOf = new Map(ordered.map((value, code) => [value, code]));
  const codes = Int32Array.from(labels, (value: string | number) => codeOf.get(value) as number);
  return { codes, count: ordered.length };
}

function compareLabels(a: string | number, b: string | number): number {
  return typeof a === 'string' && typeof b === 'string' ? compareText(a, b) : Number(a) - Number(b);
}
