import {
  percent,
  withInterval,
  type ConformalCoverage,
  type CoverageCounts,
  type EnsembleResult,
  type ReportCell,
  type ReportTable,
} from '@crossfold/contracts';
import { binomialInterval } from '@crossfold/model';
import { fewRows, maxRows } from './class-tables.js';
import { buildTable, numbers, texts } from './table.js';

const section = 'ensemble';

const measuredNote =
  'Of sealed images, which calibrated nothing. 95 %: Clopper and Pearson, as if images were independent; those of one group are not, so that it is too narrow where groups have several.';

/** How often the conformal sets of the ensemble hold the true class: of all images, by class, by subgroup. */
export function conformalTables({ conformal, evaluation }: EnsembleResult): ReportTable[] {
  if (!conformal || conformal.length === 0) return [];
  const classes = evaluation.perClass.map(({ name }, c) => ({
    name,
    counts: conformal.map((row) => row.classes[c]),
  }));
  const subgroups = (conformal[0]?.subgroups ?? []).map(({ attribute, value }, i) => ({
    name: `${attribute}: ${value}`,
    counts: conformal.map((row) => row.subgroups[i]),
  }));
  return [
    wholeTable(conformal),
    partTable('class', classes, conformal),
    ...(subgroups.length > 0 ? [partTable('subgroup', subgroups, conformal)] : []),
  ];
}

function wholeTable(rows: readonly ConformalCoverage[]): ReportTable {
  return buildTable({
    id: 'conformal',
    section,
    title: 'Conformal sets on the sealed part: how often they hold the true class',
    columns: [
      ...texts('calibrated'),
      ...numbers('percent', 'asked for %'),
      ...texts('covered % [95 %]'),
      ...numbers('count', 'images', 'empty sets'),
      ...numbers('decimal', 'classes in a set'),
    ],
    rows: rows.map(({ coverage, isClassConditional, all }) => [
      isClassConditional ? 'each class by its own images' : 'by all images',
      coverage,
      rateText(all, true),
      all.images,
      all.empty,
      all.meanSize,
    ]),
    notes: [measuredNote],
  });
}

interface Part {
  readonly name: string;
  /** In the order of the rows of coverage. */
  readonly counts: readonly (CoverageCounts | undefined)[];
}

/** Of many parts those with the lowest coverage. */
function partTable(
  what: 'class' | 'subgroup',
  parts: readonly Part[],
  rows: readonly ConformalCoverage[],
): ReportTable {
  const isLong = parts.length > maxRows;
  const shown = isLong ? lowestOf(parts).slice(0, fewRows) : parts;
  const which = isLong ? `, the ${fewRows} of ${parts.length} with the lowest` : '';
  return buildTable({
    id: what === 'class' ? 'conformal-classes' : 'conformal-subgroups',
    section,
    title: `Coverage of conformal sets by ${what}, sealed part (%)${which}`,
    columns: [
      ...texts(what),
      ...numbers('count', 'images'),
      ...texts(
        ...rows.map(({ coverage, isClassConditional }) =>
          isClassConditional ? `${percent(coverage)} by class` : percent(coverage),
        ),
      ),
    ],
    rows: shown.map(({ name, counts }): ReportCell[] => [
      name,
      counts[0]?.images ?? null,
      ...counts.map((one) => (one ? rateText(one) : null)),
    ]),
    notes: [
      `Columns: the rate that was asked for; "by class" of sets that are calibrated by images of each class alone. Sets that are calibrated by all images promise their rate on average over all, not ${what === 'class' ? 'in each class' : 'in each subgroup'}; a part of few images may lie far below or above it by chance.`,
    ],
  });
}

function lowestOf(parts: readonly Part[]): Part[] {
  const rate = ({ counts: [first] }: Part) =>
    first && first.images > 0 ? first.covered / first.images : Infinity;
  return parts.toSorted((a, b) => rate(a) - rate(b));
}

function rateText({ images, covered }: CoverageCounts, hasInterval = false): string | null {
  if (images === 0) return null;
  return withInterval(
    percent,
    covered / images,
    hasInterval ? binomialInterval(covered, images) : null,
  );
}
