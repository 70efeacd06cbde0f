import {
  groupWords,
  type Report,
  type ReportAppendix,
  type ReportTable,
} from '@crossfold/contracts';
import { buildTable, numbers, texts } from './table.js';

/** More rows are in the data tables. */
const maxRows = 20;

/** What no training of the baseline gets right, the most confident errors first. */
export function sharedErrorTables(report: Report, appendix: ReportAppendix | null): ReportTable[] {
  const found = appendix?.sharedErrors;
  if (!found || found.rows.length === 0) return [];
  const { one, many } = groupWords(report.dataset);
  const { rows, cases } = found;
  const shown = rows.slice(0, maxRows);
  const [least, most] = found.cells;
  return [
    buildTable({
      id: 'shared-errors',
      section: 'variants',
      title: `Errors that all seeds share: ${rows.length} of ${cases} ${many} that every model of ${found.variant} answers wrongly which was held out from them`,
      columns: [
        ...texts(one, 'class', 'answered (cells)'),
        ...numbers('count', 'images', 'cells'),
        ...numbers('percent', 'probability of the answer %', 'of the class %'),
      ],
      rows: shown.map((row) => [
        row.group,
        row.label,
        row.answers.map(({ class: name, cells }) => `${name} (${cells})`).join(', '),
        ...[row.images, row.cells, row.answerProbability, row.labelProbability],
      ]),
      notes: [
        `Each was held out by ${least === most ? least : `${least} to ${most}`} of the models, one for each seed and repeat; the mean over its images answers. Whether a label is wrong, an image cannot be told, or the models lack something, only a look at it can say.`,
        ...(most === 1 ? ['One seed and repeat: every error is shared.'] : []),
        ...(rows.length > shown.length
          ? [
              `The first ${shown.length} by the probability of the answer; all are in table "sharedErrors" of the data tables (CSV).`,
            ]
          : []),
      ],
    }),
  ];
}
