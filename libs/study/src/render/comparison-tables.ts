import type { Comparison, Estimate, Prospects, Report } from '@crossfold/contracts';
import { dash, percent, probability, signed, withInterval, type Table } from './table.js';
import { marginText, prospectText, verdictOf, verdictTexts } from './verdict-texts.js';

/** What a report says of its arms: the verdicts, what they rest on, and what would decide the rest. */
export function comparisonTables(report: Report): Table[] {
  if (report.variants.every(({ comparison }) => !comparison)) return [];
  return [
    verdictTable(report),
    precisionTable(report),
    outlookTable(report),
    fixedModelsTable(report),
  ].filter(({ rows }) => rows.length > 0);
}

function verdictTable(report: Report): Table {
  return {
    isMain: true,
    caption: `Against the baseline: balanced accuracy, mean over splits and seeds (points); P: the difference is above, within or below ${marginText(report)}`,
    columns: [
      ...['variant', 'verdict', 'Δ [interval]', 'level %', 'p (Holm)', '95 % interval alone', 'p'],
      ...['P better %', 'P equal %', 'P worse %', 'cells'],
    ],
    rows: rowsOf(report, (comparison, variant) => {
      const { cells, difference, estimate, chances, p, adjustedP } = comparison;
      const verdict = verdictOf(variant);
      return [
        verdict === null ? dash : verdictTexts[verdict],
        cells > 0 ? withInterval(signed, difference, estimate?.family.interval) : dash,
        estimate ? percent(1 - estimate.family.level) : dash,
        probability(adjustedP),
        estimate ? `[${estimate.interval.map(signed).join(', ')}]` : dash,
        probability(p),
        ...[chances?.better, chances?.equal, chances?.worse].map(percent),
        String(cells),
      ];
    }),
  };
}

function precisionTable({ variants }: Report): Table {
  const chosen = variants.flatMap(({ comparison }) => comparison?.power?.at ?? []);
  const differences = [...new Set(chosen.map(({ difference }) => difference))];
  return {
    caption: 'What the differences are made of, and what they can show (points)',
    columns: [
      ...['variant', 'splits', 'fold part', 'seed part', 'standard error', 'df'],
      ...differences.map((difference) => `power % at ${100 * difference}`),
      'smallest detectable',
    ],
    rows: rowsOf({ variants }, ({ estimate, power }) => {
      if (!estimate) return null;
      return [
        String(estimate.units),
        ...[estimate.foldSd, estimate.seedSd].map((sd) => percent(sd ?? undefined)),
        percent(estimate.standardError),
        degrees(estimate),
        ...differences.map((difference) =>
          percent(power?.at.find((one) => one.difference === difference)?.power),
        ),
        percent(power?.smallestDetectable),
      ];
    }),
  };
}

function outlookTable({ variants }: Report): Table {
  return {
    caption:
      'What would decide it, with a chance of 80 %: repeats or seeds, as totals; standard error in points',
    columns: [
      ...['variant', 'standard error', 'repeats to decide', 'standard error then'],
      ...['seeds to decide', 'standard error then'],
    ],
    rows: rowsOf({ variants }, ({ estimate, outlook }) => {
      if (!outlook) return null;
      return [
        percent(estimate?.standardError),
        ...[outlook.repeats, outlook.seeds].flatMap((prospect) => [
          prospectText(prospect),
          errorThen(prospect, estimate),
        ]),
      ];
    }),
  };
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

function fixedModelsTable({ variants }: Report): Table {
  return {
    caption:
      'If the trained models were fixed: pooled differences of single models, with intervals of other lesions (points)',
    columns: ['variant', 'Δ balanced [95 %]', 'Δ F1 [95 %]'],
    rows: rowsOf({ variants }, ({ pooled }) => {
      if (!pooled) return null;
      const { balancedAccuracy, macroF1, intervals } = pooled;
      return [
        withInterval(signed, balancedAccuracy, intervals.balancedAccuracy),
        withInterval(signed, macroF1, intervals.macroF1),
      ];
    }),
  };
}

type Variants = Pick<Report, 'variants'>;

/** One row for each arm that `row` has something of. */
function rowsOf(
  { variants }: Variants,
  row: (comparison: Comparison, variant: Report['variants'][number]) => string[] | null,
): string[][] {
  return variants.flatMap((variant) => {
    const cells = variant.comparison && row(variant.comparison, variant);
    return cells ? [[variant.name, ...cells]] : [];
  });
}

function degrees({ df }: Estimate): string {
  return Number.isInteger(df) ? String(df) : df.toFixed(1);
}
