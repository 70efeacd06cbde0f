import type { Report, ReportAppendix, ReportCell, ReportTable } from '@crossfold/contracts';
import type { ChecklistContext, ChecklistItem } from './checklist-answers.js';
import { stardItems } from './stard-items.js';
import { tripodItems } from './tripod-items.js';
import { buildTable, numbers, prose, texts } from './table.js';

/** What the study was done with, how to do it again, and the checklists of its field. */
export function studyRecordTables(report: Report, appendix: ReportAppendix | null): ReportTable[] {
  const context = { report, appendix };
  return [
    reproductionTable(report, appendix),
    environmentTable(appendix),
    checklistTable('tripod', 'TRIPOD+AI: reporting of prediction models', tripodItems, context),
    checklistTable('stard', 'STARD-AI: reporting of the accuracy of AI tests', stardItems, context),
  ].filter(({ rows }) => rows.length > 0);
}

function reproductionTable(report: Report, appendix: ReportAppendix | null): ReportTable {
  const { studyId, dataset, foldPlan, seeds, edition, writtenAt } = report;
  const hours = appendix ? (appendix.deviceSeconds / 3600).toFixed(2) : null;
  return buildTable({
    id: 'reproduction',
    section: 'record',
    title: 'What the numbers come from, and how to get them again',
    columns: [...texts('what'), prose('value')],
    rows: [
      ['study', studyId],
      ['report', `edition ${edition}, written ${writtenAt}`],
      ['manifest (SHA-256)', dataset.manifestSha256],
      ['fold plan (SHA-256)', foldPlan.sha256],
      ['seeds', seeds.join(', ')],
      ...(hours === null ? [] : [['time on devices', `${hours} hours`]]),
      ['the study file', `crossfold study file ${studyId}`],
      ['run again', `crossfold study clone ${studyId}`],
      ['check every hash', `crossfold verify ${studyId}`],
      ['tables for data frames', `crossfold report ${studyId} --format csv --out FOLDER`],
    ],
  });
}

function environmentTable(appendix: ReportAppendix | null): ReportTable {
  return buildTable({
    id: 'environments',
    section: 'record',
    title: 'Software and devices of the trials',
    columns: [
      ...texts('device', 'crossfold', 'commit', 'TensorFlow', 'TensorFlow.js', 'Node'),
      ...texts('precision', 'threads', 'deterministic'),
      ...numbers('count', 'trials'),
    ],
    rows: (appendix?.environments ?? []).map((found): ReportCell[] => [
      found.device,
      found.crossfold,
      found.gitCommit?.slice(0, 12) ?? null,
      ...[found.tensorflow, found.tfjs, found.node, found.precision],
      found.threads === undefined ? null : String(found.threads),
      found.deterministic ? 'yes' : 'no',
      found.trials,
    ]),
  });
}

/** Filled from the record; an item that it cannot fill is a gap by name. */
function checklistTable(
  id: string,
  title: string,
  items: readonly ChecklistItem[],
  context: ChecklistContext,
): ReportTable {
  const rows = items.map(({ item, topic, answer }) => [item, topic, answer(context)] as const);
  const gaps = rows.filter(([, , answer]) => answer === null).length;
  return buildTable({
    id: `checklist.${id}`,
    section: 'record',
    title: `${title}: ${rows.length - gaps} of ${rows.length} items filled from the record, wholly or in part`,
    columns: [...texts('item', 'topic'), prose('what the record says')],
    rows: rows.map(([item, topic, answer]) => [item, topic, answer ?? 'GAP: to be written']),
  });
}
