import { scoreNames, type Scores } from '@crossfold/contracts';
import { columnName, type NamedValue } from './data-table.js';

/** A column for each score, in [0, 1] where the contract says nothing else; null without scores. */
export function scoreColumns(
  scores: Partial<Record<string, number>> | Scores | null | undefined,
  { before = '' }: { readonly before?: string } = {},
): NamedValue[] {
  return scoreNames.map((name) => [`${before}${columnName(name)}`, scores?.[name] ?? null]);
}

/** The bounds of an interval as two columns. */
export function boundColumns(
  name: string,
  interval: readonly [number, number] | null | undefined,
): NamedValue[] {
  return [
    [`${name}_low`, interval?.[0] ?? null],
    [`${name}_high`, interval?.[1] ?? null],
  ];
}
