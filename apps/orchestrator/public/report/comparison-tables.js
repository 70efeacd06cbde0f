/** @import { Comparison, Prospects, Report} from '@crossfold/contracts' */
import { element, table } from '../element.js';
import { count, dash, percent, probability, signedPoints } from '../format.js';
import { pointsWithInterval } from './report-tables.js';
import { marginText, verdictOf, verdictTexts } from './verdict.js';

/**
 * What a report says of its arms: the verdicts, what they rest on, and what would decide the rest.
 *
 * @param {Report} report
 */
export function comparisonTables(report) {
  return [
    verdictTable(report),
    precisionTable(report),
    outlookTable(report),
    fixedModelsTable(report),
  ];
}

/** @param {Report} report */
function verdictTable(report) {
  return armTable(
    report,
    `Against the baseline: balanced accuracy, mean over splits and seeds, in points; P: the difference is above, within or below ${marginText(report)}`,
    [
      ...['variant', 'verdict', 'Δ [interval]', 'level %', 'p (Holm)', '95 % interval alone', 'p'],
      ...['P better %', 'P equal %', 'P worse %', 'cells'],
    ],
    (comparison) => {
      const { cells, difference, estimate, chances, p, adjustedP } = comparison;
      if (cells === 0) return null;
      const verdict = verdictOf(comparison);
      return [
        verdict === null
          ? dash
          : element('span', { class: `verdict ${verdict}` }, [verdictTexts[verdict]]),
        pointsWithInterval(difference, estimate?.family.interval),
        estimate ? percent(1 - estimate.family.level) : dash,
        probability(adjustedP),
        estimate ? `[${estimate.interval.map(signedPoints).join(', ')}]` : dash,
        probability(p),
        ...[chances?.better, chances?.equal, chances?.worse].map(percent),
        count(cells),
      ];
    },
  );
}

/** @param {Report} report */
function precisionTable(report) {
  const chosen = report.variants.flatMap(({ comparison }) => comparison?.power?.at ?? []);
  const differences = [...new Set(chosen.map(({ difference }) => difference))];
  return armTable(
    report,
    'What the differences are made of, and what they can show, in points',
    [
      ...['variant', 'splits', 'fold part', 'seed part', 'standard error', 'df'],
      ...differences.map((difference) => `power % at ${100 * difference}`),
      'smallest detectable',
    ],
    ({ estimate, power }) => {
      if (!estimate) return null;
      const { units, foldSd, seedSd, standardError, df } = estimate;
      return [
        count(units),
        ...[foldSd, seedSd, standardError].map(percent),
        Number.isInteger(df) ? count(df) : df.toFixed(1),
        ...differences.map((difference) =>
          percent(power?.at.find((one) => one.difference === difference)?.power),
        ),
        percent(power?.smallestDetectable),
      ];
    },
  );
}

/** @param {Report} report */
function outlookTable(report) {
  return armTable(
    report,
    'What would decide it, with a chance of 80 %: repeats or seeds, as totals; standard error in points',
    [
      ...['variant', 'standard error', 'repeats to decide', 'standard error then'],
      ...['seeds to decide', 'standard error then'],
    ],
    ({ estimate, outlook }) =>
      outlook && [
        percent(estimate?.standardError),
        ...[outlook.repeats, outlook.seeds].flatMap((prospect) => [
          prospectText(prospect),
          errorThen(prospect, estimate?.standardError ?? Infinity),
        ]),
      ],
  );
}

/**
 * Of few splits, the standard error that is there may be small by chance: one that more of them are
 * expected to leave would then read as if they did harm.
 *
 * @param {Prospects['repeats']} prospect
 * @param {number} now
 */
function errorThen({ standardErrorAtMost, most }, now) {
  const then = percent(standardErrorAtMost);
  const isSmaller = standardErrorAtMost < now && then !== percent(now);
  return `${isSmaller ? then : 'no smaller'} at ${most}`;
}

/** @param {Report} report */
function fixedModelsTable(report) {
  return armTable(
    report,
    'If the trained models were fixed: pooled differences of single models, with 95 % intervals of other lesions, in points',
    ['variant', 'Δ balanced accuracy', 'Δ macro F1'],
    ({ pooled }) =>
      pooled && [
        pointsWithInterval(pooled.balancedAccuracy, pooled.intervals.balancedAccuracy),
        pointsWithInterval(pooled.macroF1, pooled.intervals.macroF1),
      ],
  );
}

/**
 * One row for each arm that `row` has something of; null without any.
 *
 * @param {Report} report
 * @param {string} caption
 * @param {readonly string[]} columns
 * @param {(comparison: Comparison) => (string | Node)[] | null} row
 */
function armTable({ variants }, caption, columns, row) {
  const rows = variants.flatMap(({ name, comparison }) => {
    const cells = comparison && row(comparison);
    return cells ? [[name, ...cells]] : [];
  });
  return rows.length === 0 ? null : table(caption, columns, rows);
}

/** With a smaller chance than that, no number decides: docs/statistics.md has how often it did. */
const minChance = 0.02;
/** With less than that it is more likely that they do not decide. */
const evenChance = 0.5;

/** @param {Prospects['repeats']} prospect */
function prospectText({ count: number, most, chanceAtMost, isBestCase }) {
  if (number !== null) return count(number);
  if (chanceAtMost < minChance) return `none up to ${most}`;
  if (isBestCase) return 'unknown';
  const word = chanceAtMost < evenChance ? 'unlikely' : 'perhaps';
  return `${word} (${percent(chanceAtMost)} % at ${most})`;
}
