import { compareCells, judgeFamily } from '@crossfold/model';
import { folds, plantedVariants, seeds, trainPlanted } from './planted-studies.js';
import { percent, type Table } from './tally.js';

const truths = { [-1]: 'hurts', 0: 'nothing', 1: 'helps' } as const;

/** A study of drawn images whose arms are known to help, to hurt or to do nothing, judged as reports do. */
export async function plantedTable(): Promise<Table> {
  return tableOf(await trainPlanted());
}

/** @param scores [variants][folds][seeds], the baseline first */
export function tableOf(scores: readonly (readonly (readonly number[])[])[]): Table {
  const [baseline = [], ...others] = scores;
  const compared = others.flatMap((own) => {
    const cells = own.flatMap((row, unit) =>
      row.map((score, s) => ({ unit, difference: score - (baseline[unit]?.[s] ?? NaN) })),
    );
    return compareCells(cells, 1 / (folds - 1)) ?? [];
  });
  const verdicts = judgeFamily(compared, 0.01);
  const means = scores.map((own) => meanOf(own.flat()));
  const found = means.map((mean) => means.filter((other) => other < mean).length);
  return {
    title: `A study of drawn images with a known truth: ${others.length} arms, ${folds} folds, seeds ${seeds.join(' and ')}`,
    columns: [
      ...['variant', 'what it does', 'true place', 'place found', 'balanced accuracy (%)'],
      ...['difference (points)', 'p (Holm)', 'verdict'],
    ],
    rows: plantedVariants.map(({ name, truth, places }, i) => [
      name,
      i === 0 ? '–' : truths[truth],
      places.join('–'),
      String(found[i]),
      percent(means[i] as number),
      ...verdictCells(i === 0 ? undefined : { ...compared[i - 1], ...verdicts[i - 1] }),
    ]),
  };
}

interface Judged {
  readonly mean?: number;
  readonly adjustedP?: number;
  readonly verdict?: string;
}

function verdictCells({ mean, adjustedP, verdict }: Judged = {}): string[] {
  if (mean === undefined || adjustedP === undefined || verdict === undefined)
    return ['–', '–', '–'];
  const words: Readonly<Record<string, string>> = {
    equal: 'practically equal',
    undecided: 'not decided',
  };
  return [percent(mean), adjustedP.toFixed(4), words[verdict] ?? verdict];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
