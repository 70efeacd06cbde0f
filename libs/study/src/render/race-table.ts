import type {
  RaceDecision,
  Report,
  ReportCell,
  ReportTable,
  VariantReport,
} from '@crossfold/contracts';
import { buildTable, numbers, prose, texts } from './table.js';

/** How many cells that were not run are named. */
const maxNamed = 12;

/** The ledger of a race: who left when, why, and what was not run for it. */
export function raceTables({ race }: Report): ReportTable[] {
  if (!race) return [];
  const { keep, confidence } = race.config;
  const revived = new Set(race.revived);
  const isCut = race.decisions.some(({ drops }) =>
    drops.some(({ trialIds }) => trialIds.filter((id) => !revived.has(id)).length > maxNamed),
  );
  return [
    buildTable({
      id: 'race',
      section: 'answer',
      title: `Raced out: arms that could no longer be among the best ${keep}, at a confidence of ${Number((100 * confidence).toFixed(2))} %`,
      columns: [
        ...texts('variant'),
        ...numbers('count', 'decision'),
        ...texts('cells seen'),
        ...numbers('percent', 'its mean %'),
        ...texts('rival'),
        ...numbers('percent', "rival's mean %"),
        ...numbers('points', 'behind by'),
        ...numbers('probability', 'p', 'p below'),
        prose('not run'),
      ],
      rows: race.decisions.flatMap((decision) => rowsOf(decision, revived)),
      notes: [
        'Each number is of the first cells of all variants, in the order of the study. p: chance that the arm would be level with the rival when all cells are there; it is compared with the confidence shared among all looks and rivals.',
        ...(isCut
          ? [
              `Of more than ${maxNamed} cells all names are in table "race" of the data tables (CSV).`,
            ]
          : []),
      ],
    }),
  ];
}

function rowsOf(decision: RaceDecision, revived: ReadonlySet<string>): ReportCell[][] {
  const { number, cells, plannedCells, racing, threshold, drops } = decision;
  const meanOf = (name: string) => racing.find(({ variant }) => variant === name)?.mean ?? null;
  return drops.map(({ variant, leads: [surest], trialIds }) => [
    ...[variant, number, `${cells} of ${plannedCells}`, meanOf(variant)],
    ...(surest
      ? [surest.rival, meanOf(surest.rival), -surest.difference, surest.p]
      : [null, null, null, null]),
    threshold,
    notRun(trialIds, revived),
  ]);
}

function notRun(trialIds: readonly string[], revived: ReadonlySet<string>): string {
  const left = trialIds.filter((trialId) => !revived.has(trialId));
  const rest = left.length - maxNamed;
  const named = left.slice(0, maxNamed).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  const again = trialIds.length - left.length;
  const parts = [...(named === '' ? [] : [named]), ...(again > 0 ? [`${again} revived`] : [])];
  return parts.length > 0 ? parts.join('; ') : 'none: all were begun';
}

/** Words behind what is said of an arm that has fewer cells because it was raced out. */
export function racedOutText({ cells }: Pick<VariantReport, 'cells'>): string {
  return cells.racedOut > 0 ? ', raced out' : '';
}
