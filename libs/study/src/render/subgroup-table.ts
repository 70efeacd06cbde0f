import {
  groupWords,
  type Report,
  type ReportAppendix,
  type ReportFigure,
  type ReportTable,
} from '@crossfold/contracts';
import { fewestGroups } from './caveats.js';
import { buildTable, measured, numbers, texts } from './table.js';

/** More absent classes than this are not named one by one. */
const maxNamed = 6;

/** How the baseline does on the images of each subgroup; none where the data set tells no subgroups. */
export function subgroupTables(report: Report, appendix: ReportAppendix | null): ReportTable[] {
  const subgroups = appendix?.subgroups ?? [];
  const [first] = subgroups;
  if (!first) return [];
  const { many } = groupWords(report.dataset);
  return [
    buildTable({
      id: 'subgroups',
      section: 'variants',
      title: `Subgroups: single models of ${first.variant}, out of fold, pooled (%)`,
      columns: [
        ...texts('subgroup'),
        ...numbers('count', 'images', many),
        ...numbers('percent', 'accuracy [95 %]', 'balanced accuracy [95 %]'),
        ...texts('to read with care'),
      ],
      rows: subgroups.map((row) => [
        `${row.attribute}: ${row.value}`,
        ...[row.images, row.groups],
        measured(row.accuracy, row.accuracyInterval),
        measured(row.balancedAccuracy, row.balancedAccuracyInterval),
        careOf(row, many),
      ]),
      notes: [
        'No model is given these columns. Balanced accuracy is a mean over the classes that the subgroup has: subgroups of other classes are not compared by it.',
      ],
    }),
  ];
}

/** The same with intervals to the eye, beside the score on all images. */
export function subgroupFigures(report: Report, appendix: ReportAppendix | null): ReportFigure[] {
  const subgroups = appendix?.subgroups ?? [];
  const baseline = report.variants.find(({ name }) => name === subgroups[0]?.variant);
  const whole = baseline?.pooled?.scores.accuracy;
  if (whole === undefined) return [];
  return [
    {
      id: 'subgroups',
      section: 'variants',
      variant: null,
      title: `Accuracy on subgroups, ${baseline?.name ?? ''}`,
      caption: 'Single models, out of fold, with 95 % intervals. The line: all images.',
      drawing: {
        form: 'intervals',
        axis: { title: 'accuracy (%)' },
        reference: { value: 100 * whole, title: 'all images' },
        band: null,
        rows: subgroups.map(({ attribute, value, accuracy, accuracyInterval, groups }) => ({
          name: `${attribute}: ${value}`,
          value: 100 * accuracy,
          interval: accuracyInterval && [100 * accuracyInterval[0], 100 * accuracyInterval[1]],
          second: null,
          remark: `n = ${groups}${groups < fewestGroups ? ', few' : ''}`,
          isEmphasised: false,
        })),
      },
    },
  ];
}

function careOf(
  { groups, absentClasses }: ReportAppendix['subgroups'][number],
  many: string,
): string | null {
  const remarks = [
    ...(groups < fewestGroups ? [`fewer than ${fewestGroups} ${many}`] : []),
    ...(absentClasses.length > 0
      ? [
          `absent: ${absentClasses.slice(0, maxNamed).join(', ')}${absentClasses.length > maxNamed ? ' and others' : ''}`,
        ]
      : []),
  ];
  return remarks.length > 0 ? remarks.join('; ') : null;
}
