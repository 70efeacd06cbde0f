import { plural, type Report, type ReportTable, type StoppingRuleName } from '@crossfold/contracts';
import { buildTable, numbers, texts } from './table.js';

const thresholds = {
  median: 'the median of what finished trials had on average up to the same epoch',
  asha: 'what the best of the trials had that reached the same epoch',
} as const satisfies Record<StoppingRuleName, string>;

/** The ledger of trials that were stopped between two epochs. */
export function stopTables({ stopping }: Report): ReportTable[] {
  if (!stopping) return [];
  const revived = new Set(stopping.revived);
  return [
    buildTable({
      id: 'stopped-trials',
      section: 'answer',
      title: `Stopped between two epochs for lagging behind, by the rule ${stopping.config.rule} (inner validation)`,
      columns: [
        ...texts('trial'),
        ...numbers('count', 'decision', 'after epoch'),
        ...numbers('percent', 'its best %', 'needed %'),
        ...texts('compared with', 'then'),
      ],
      rows: stopping.decisions.map(({ trialId, number, epoch, best, threshold, compared }) => [
        ...[trialId, number, epoch, best, threshold],
        plural(compared.filter((other) => other.trialId !== trialId).length, 'trial'),
        revived.has(trialId) ? 'revived' : 'no result',
      ]),
      notes: [
        `Balanced accuracy on inner validation, which no score of this report is of. Needed: ${thresholds[stopping.config.rule]}. What was compared at the moment of each decision is kept in the store (stop-decisions).`,
      ],
    }),
  ];
}
