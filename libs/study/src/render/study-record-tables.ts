import {
  groupWords,
  type Report,
  type ReportAppendix,
  type ReportCell,
  type ReportTable,
} from '@crossfold/contracts';
import {
  stardItems,
  tripodItems,
  type ChecklistContext,
  type ChecklistItem,
} from './checklist-items.js';
import { buildTable, numbers, prose, texts } from './table.js';

/** What the study was done with and on, how to do it again, and the checklists of its field. */
export function studyRecordTables(report: Report, appendix: ReportAppendix | null): ReportTable[] {
  const context = { report, appendix };
  return [
    partsTable(report),
    reproductionTable(report, appendix),
    environmentTable(appendix),
    checklistTable('tripod', 'TRIPOD+AI: reporting of prediction models', tripodItems, context),
    checklistTable('stard', 'STARD: reporting of diagnostic accuracy', stardItems, context),
  ].filter(({ rows }) => rows.length > 0);
}

/** More classes are no table to read. */
const mostClasses = 20;

/** Images and groups of each class in each part of the plan; of many classes, the rarest. */
function partsTable({ classSizes, dataset }: Report): ReportTable {
  const { many } = groupWords(dataset);
  const rarest = classSizes.toSorted((a, b) => a.pool.groups - b.pool.groups).slice(0, mostClasses);
  const isWhole = classSizes.length <= mostClasses;
  const rows = (isWhole ? classSizes : rarest).map(({ name, pool, sealed }): ReportCell[] => [
    name,
    ...[pool.images, pool.groups],
    ...[sealed?.images ?? null, sealed?.groups ?? null],
  ]);
  const poolImages = classSizes.reduce((sum, { pool }) => sum + pool.images, 0);
  const sealedImages = classSizes.reduce((sum, { sealed }) => sum + (sealed?.images ?? 0), 0);
  return buildTable({
    id: 'data-flow',
    section: 'record',
    title: `Images and ${many} by class: in the pool, which folds divide, and in the sealed part`,
    columns: [
      ...texts('class'),
      ...numbers('count', 'pool images', `pool ${many}`, 'sealed images', `sealed ${many}`),
    ],
    // Groups may hold several classes: a sum of them would count some twice.
    rows: rows.length > 0 ? [...rows, ['all', poolImages, null, sealedImages, null]] : [],
    notes: isWhole ? [] : [`The ${mostClasses} rarest of ${classSizes.length} classes.`],
  });
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
    title: `${title}: ${rows.length - gaps} of ${rows.length} items filled from the record`,
    columns: [...texts('item', 'topic'), prose('what the record says')],
    rows: rows.map(([item, topic, answer]) => [item, topic, answer ?? 'GAP: to be written']),
  });
}
