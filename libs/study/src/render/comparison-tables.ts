import {
  groupWords,
  marginText,
  nameBeside,
  percent,
  signed,
  verdictOf,
  verdictTexts,
  type Comparison,
  type Estimate,
  type Prospects,
  type Report,
  type ReportCell,
  type ReportTable,
} from '@crossfold/contracts';
import { cutText, possibleInterval, reachesBeyond } from '../summary/possible-interval.js';
import { racedOutText } from './race-table.js';
import { buildTable, measured, numbers, texts } from './table.js';
import { prospectText } from './verdict-texts.js';

/** What a report says of its arms: the verdicts, what they rest on, and what would decide the rest. */
export function comparisonTables(report: Report): ReportTable[] {
  if (report.variants.every(({ comparison }) => !comparison)) return [];
  return [
    verdictTable(report),
    precisionTable(report),
    outlookTable(report),
    fixedModelsTable(report),
  ];
}

function verdictTable(report: Report): ReportTable {
  const isCut = report.variants.some(
    ({ comparison }) =>
      reachesBeyond(comparison?.estimate?.interval) ||
      reachesBeyond(comparison?.estimate?.family.interval),
  );
  return buildTable({
    id: 'verdicts',
    isMain: true,
    section: 'answer',
    title: `Against the baseline${hasOtherReference(report) ? ' or what is named' : ''}: balanced accuracy, mean over splits and seeds (points); P: the difference is above, within or below ${marginText(report)}`,
    columns: [
      ...texts('variant', 'verdict'),
      ...numbers('points', 'Δ [interval]'),
      ...numbers('percent', 'level %'),
      ...numbers('probability', 'p (Holm)'),
      ...texts('95 % interval alone'),
      ...numbers('probability', 'p'),
      ...numbers('percent', 'P better %', 'P equal %', 'P worse %'),
      ...numbers('count', 'cells'),
    ],
    rows: rowsOf(report, (comparison, variant) => {
      const { cells, difference, estimate, chances, p, adjustedP } = comparison;
      const verdict = verdictOf(variant);
      return [
        verdict === null
          ? null
          : { text: verdictTexts[verdict] + racedOutText(variant), mark: verdict },
        cells > 0 ? measured(difference, possibleInterval(estimate?.family.interval)) : null,
        estimate ? 1 - estimate.family.level : null,
        adjustedP,
        estimate ? `[${(possibleInterval(estimate.interval) ?? []).map(signed).join(', ')}]` : null,
        p,
        ...[chances?.better ?? null, chances?.equal ?? null, chances?.worse ?? null],
        cells,
      ];
    }),
    notes: isCut ? [cutText] : [],
  });
}

function precisionTable({ variants }: Report): ReportTable {
  const chosen = variants.flatMap(({ comparison }) => comparison?.power?.at ?? []);
  const differences = [...new Set(chosen.map(({ difference }) => difference))];
  return buildTable({
    id: 'difference-parts',
    section: 'answer',
    title: 'What the differences are made of, and what they can show (points)',
    columns: [
      ...texts('variant'),
      ...numbers('count', 'splits'),
      ...numbers('percent', 'fold part', 'seed part', 'standard error'),
      ...texts('df'),
      ...numbers('percent', ...differences.map((difference) => `power % at ${100 * difference}`)),
      ...numbers('percent', 'smallest detectable'),
    ],
    rows: rowsOf({ variants }, ({ estimate, power }) => {
      if (!estimate) return null;
      return [
        ...[estimate.units, estimate.foldSd, estimate.seedSd, estimate.standardError],
        degrees(estimate),
        ...differences.map(
          (difference) => power?.at.find((one) => one.difference === difference)?.power ?? null,
        ),
        detectable(power),
      ];
    }),
  });
}

function outlookTable({ variants }: Report): ReportTable {
  return buildTable({
    id: 'outlook',
    section: 'answer',
    title:
      'What would decide it, with a chance of 80 %: repeats or seeds, as totals; standard error in points',
    columns: [
      ...texts('variant'),
      ...numbers('percent', 'standard error'),
      ...texts('repeats to decide', 'standard error then'),
      ...texts('seeds to decide', 'standard error then'),
    ],
    rows: rowsOf({ variants }, ({ estimate, outlook }) => {
      if (!outlook) return null;
      return [
        estimate?.standardError ?? null,
        ...[outlook.repeats, outlook.seeds].flatMap((prospect) => [
          prospectText(prospect),
          errorThen(prospect, estimate),
        ]),
      ];
    }),
  });
}

/**
 * Of few splits, the standard error that is there may be small by chance: one that more of them are
 * expected to leave would then read as if they did harm.
 */
function errorThen(
  { standardErrorAtMost, most }: Prospects['repeats'],
  estimate: Estimate | null,
): string {
  const [then, now] = [percent(standardErrorAtMost), percent(estimate?.standardError)];
  const isSmaller = standardErrorAtMost < (estimate?.standardError ?? Infinity) && then !== now;
  return `${isSmaller ? then : 'no smaller'} at ${most}`;
}

function fixedModelsTable({ variants, dataset }: Report): ReportTable {
  return buildTable({
    id: 'fixed-models',
    section: 'answer',
    title: `If the trained models were fixed: pooled differences of single models, with intervals of other ${groupWords(dataset).many} (points)`,
    columns: [...texts('variant'), ...numbers('points', 'Δ balanced [95 %]', 'Δ F1 [95 %]')],
    rows: rowsOf({ variants }, ({ pooled }) => {
      if (!pooled) return null;
      const { balancedAccuracy, macroF1, intervals } = pooled;
      return [
        measured(balancedAccuracy, intervals.balancedAccuracy),
        measured(macroF1, intervals.macroF1),
      ];
    }),
  });
}

/** Whether any arm is compared with another variant than the baseline. */
function hasOtherReference({ variants }: Pick<Report, 'variants'>): boolean {
  return variants.some(({ reference }) => reference !== undefined);
}

type Variants = Pick<Report, 'variants'>;

/** One row for each arm that `row` has something of. */
function rowsOf(
  { variants }: Variants,
  row: (comparison: Comparison, variant: Report['variants'][number]) => ReportCell[] | null,
): ReportCell[][] {
  return variants.flatMap((variant) => {
    const cells = variant.comparison && row(variant.comparison, variant);
    return cells ? [[nameBeside(variant), ...cells]] : [];
  });
}

function detectable(power: Comparison['power']): ReportCell {
  const smallest = power?.smallestDetectable ?? null;
  return smallest !== null && smallest > 1 ? 'none possible' : smallest;
}

function degrees({ df }: Estimate): string {
  return Number.isInteger(df) ? String(df) : df.toFixed(1);
}
