import { binomialInterval } from '@crossfold/model';
import type { Answer } from './forms.js';

/** How often something was so, over simulated studies. */
export interface Rate {
  readonly share: number;
  /** 95 %, Clopper and Pearson. */
  readonly interval: readonly [number, number];
}

/** @param truth the expected difference; an answer that leaves it out is a false one */
export function missRate(answers: readonly Answer[], truth: number): Rate {
  const misses = answers.filter(({ interval: [low, high] }) => truth < low || truth > high);
  return rateOf(misses.length, answers.length);
}

export function foundRate(answers: readonly Answer[]): Rate {
  return rateOf(answers.filter(({ p }) => p < 0.05).length, answers.length);
}

export function rateOf(count: number, of: number): Rate {
  return { share: count / of, interval: binomialInterval(count, of) };
}

export function percent(share: number): string {
  return (100 * share).toFixed(1);
}

/** With its interval, in percent. */
export function rateText({ share, interval }: Rate): string {
  return `${percent(share)} (${interval.map(percent).join('–')})`;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function markdownTable({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, c) => (c === 0 ? '---' : '--:'));
  return [`### ${title}`, '', line(columns), line(rule), ...rows.map(line)].join('\n');
}
