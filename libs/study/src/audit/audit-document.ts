import {
  scoreRow,
  plural,
  type ReportCell,
  type ReportDocument,
  type ReportTable,
} from '@crossfold/contracts';
import { crossingKinds, type AuditNote, type Crossing, type SplitAudit } from '@crossfold/data';
import { subsetScores, type Estimates } from '@crossfold/model';
import { buildTable, measured, numbers, texts } from '../render/table.js';
import type { AuditScores, PredictionAudit } from './audit-scores.js';

export interface AuditSubject {
  /** The file of the split. */
  readonly file: string;
  readonly split: SplitAudit;
  readonly predictions: PredictionAudit | null;
}

/** More are counted, and listed in the table of images. */
const maxListed = 12;

/** An audit as it is to be read, for the renderers of reports. */
export function auditDocument({ file, split, predictions }: AuditSubject): ReportDocument {
  const { rows, classes, parts, columns } = split;
  const groups = new Set(rows.flatMap(({ group }) => group ?? [])).size;
  const tables = [
    leakTable(split),
    crossingTable(split),
    balanceTable(split),
    ...(predictions?.scores ?? []).map((scores) => scoreTable(scores)),
  ].filter((table) => table.rows.length > 0);
  const read = Object.entries(columns).flatMap(([what, name]) =>
    name === null ? [] : [`${what} from "${name}"`],
  );
  return {
    title: `Audit of ${file}`,
    facts: `${rows.length} rows · ${groups > 0 ? `${groups} groups` : 'no groups'} · ${classes.length} classes · parts ${parts.map(({ name }) => name).join(', ')}`,
    blocks: [
      { kind: 'list', id: 'findings', title: 'Findings', items: findings(split, predictions) },
      ...tables.map((table) => ({ kind: 'table' as const, ...table })),
    ],
    source: `Read: ${read.join(', ')}.`,
  };
}

/** Whether anything lies on two sides, or was predicted by a model that had seen it. */
export function hasLeak({ split, predictions }: Omit<AuditSubject, 'file'>): boolean {
  return split.crossings.length > 0 || (predictions?.leftOut.otherPart.length ?? 0) > 0;
}

function findings(split: SplitAudit, predictions: PredictionAudit | null): string[] {
  const leaking = split.leaks.filter(({ all }) => all.size > 0);
  return [
    ...leaking.map(
      ({ part, images, all }) =>
        `LEAK: ${all.size} of ${images} images of ${part.name} (${share(all.size, images)}) are tested by a model that has seen them, a copy of them or their group.`,
    ),
    ...(leaking.length === 0
      ? ['No leak: nothing that was looked for lies on two sides of the split.']
      : crossingKinds.flatMap((kind) => crossingText(kind, split.crossings))),
    ...split.balance.flatMap(({ part, missing, drifted }) => [
      ...(missing.length > 0 ? [`${part.name} has no image of ${some(missing)}.`] : []),
      ...(drifted.length > 0
        ? [
            `Class shares of ${part.name} differ from those of all images by more than chance explains: ${drifted
              .map(({ label, difference }) => `${label} ${points(difference)}`)
              .join(', ')}.`,
          ]
        : []),
    ]),
    ...split.notes.map(noteText),
    ...(predictions ? predictionTexts(predictions) : []),
  ];
}

function crossingText(
  kind: (typeof crossingKinds)[number],
  crossings: readonly Crossing[],
): string[] {
  const found = crossings.filter((crossing) => crossing.kind === kind);
  if (found.length === 0) return [];
  const images = new Set(found.flatMap(({ rows }) => rows.map(({ imageId }) => imageId))).size;
  return [`${kindTexts[kind]}: ${found.length}, with ${plural(images, 'image')}.`];
}

const kindTexts = {
  image: 'Images that stand in two parts themselves',
  file: 'Files that stand in two parts under several ids',
  copy: 'Pairs of images in two parts that look like copies of each other',
  group: 'Groups torn apart',
} as const;

function noteText({ kind, images }: AuditNote): string {
  return noteTexts[kind](images.length, some(images));
}

const noteTexts = {
  'repeated-row': (n, names) =>
    `${plural(n, 'image stands', 'images stand')} in one part more than once: ${names}.`,
  'label-conflict': (n, names) => `${plural(n, 'image has', 'images have')} two labels: ${names}.`,
  'unknown-image': (n, names) =>
    `${plural(n, 'image is', 'images are')} not in the data set: ${names}.`,
  'missing-file': (n, names) =>
    `${plural(n, 'image has', 'images have')} no file of ${n === 1 ? 'its' : 'their'} own in the folder: ${names}.`,
  'unreadable-file': (n, names) => `${plural(n, 'image')} cannot be read: ${names}.`,
  'left-out': (n, names) =>
    `${plural(n, 'image')} of the data set ${n === 1 ? 'is' : 'are'} in no part: ${names}.`,
  'no-groups': () =>
    'Nothing is known of groups, so that none was looked for: name their column with --group, or the data set with --dataset.',
  'not-compared': () =>
    'Images were not compared: --images DIR finds files that are the same and copies that look alike.',
} as const satisfies Record<AuditNote['kind'], (count: number, names: string) => string>;

function predictionTexts({ leftOut, missing, relabelled, scores }: PredictionAudit): string[] {
  const told = (images: readonly string[], text: string) =>
    images.length > 0 ? [`${images.length} ${text}: ${some(images)}.`] : [];
  return [
    ...told(
      leftOut.otherPart,
      'images were predicted by a model of another part, which has seen them; LEAK, left out of the scores',
    ),
    ...told(
      leftOut.training,
      'images of training have predictions, which are left out of the scores',
    ),
    ...told(leftOut.unknown, 'images with predictions are not in the split'),
    ...told(leftOut.unlabelled, 'images with predictions have no label'),
    ...told(missing, 'test images have no prediction'),
    ...told(
      relabelled,
      'images have another label beside their prediction; that of the split counts',
    ),
    ...scores.flatMap(({ name, absent }) =>
      absent.length > 0
        ? [`Macro scores of ${name} leave out ${some(absent)}: no test image.`]
        : [],
    ),
  ];
}

function leakTable({ leaks }: SplitAudit): ReportTable {
  return buildTable({
    id: 'leak',
    section: 'answer',
    title: 'Test images that a model has seen, or something of them, by what ties them to training',
    columns: [
      ...texts('part', 'trained on'),
      ...numbers('count', 'images', 'same image', 'same file', 'copy', 'group', 'any'),
      ...numbers('percent', 'share (%)'),
    ],
    rows: leaks.map(({ part, images, lines, all }) => [
      ...[part.name, part.trainedOn.join(', '), images],
      ...crossingKinds.map((kind) => lines[kind].size),
      ...[all.size, images === 0 ? 0 : all.size / images],
    ]),
  });
}

function crossingTable({ crossings }: SplitAudit): ReportTable {
  const shown = crossings.slice(0, maxListed);
  const rest = crossings.length - shown.length;
  return buildTable({
    id: 'crossings',
    section: 'answer',
    title: 'What lies on two sides',
    columns: [
      ...texts('what', 'images', 'parts', 'bits of 128'),
      ...numbers('decimal', 'likeness'),
    ],
    rows: shown.map(({ kind, key, rows, copy }): ReportCell[] => [
      kind === 'file' || key === null ? kind : `${kind} ${key}`,
      some([...new Set(rows.map(({ imageId }) => imageId))]),
      [...new Set(rows.map(({ part }) => part))].join(', '),
      copy ? String(copy.distance) : null,
      copy?.likeness ?? null,
    ]),
    notes: rest > 0 ? [`and ${rest} more: --csv FILE lists every image.`] : [],
  });
}

function balanceTable({ balance, classes }: SplitAudit): ReportTable {
  const isWide = classes.length > 24;
  const shown = isWide ? [] : classes;
  return buildTable({
    id: 'balance',
    section: 'answer',
    title: 'Images of each class in each part',
    columns: [
      ...texts('part', 'role'),
      ...numbers('count', 'images'),
      ...texts('groups'),
      ...numbers('count', ...shown),
    ],
    rows: balance.map(({ part, images, groups, counts }) => [
      ...[part.name, part.role, images, groups === null ? null : String(groups)],
      ...(isWide ? [] : counts),
    ]),
    notes: isWide ? [`${classes.length} classes: --json has the counts of each.`] : [],
  });
}

function scoreTable({ name, images, groups, leakedImages, scores }: AuditScores): ReportTable {
  const isLeaking = leakedImages > 0;
  const cell = (side: Estimates, score: (typeof subsetScores)[number]): ReportCell =>
    measured(side[score]?.value, side[score]?.interval);
  return buildTable({
    id: `scores.${name}`,
    section: 'answer',
    isMain: true,
    title: `Scores, ${name}: ${images} predictions of ${groups} groups${isLeaking ? `, with and without the ${leakedImages} that leak` : ''} (%)`,
    columns: [
      ...texts('score'),
      ...numbers('percent', isLeaking ? 'with leaked images' : 'value'),
      ...(isLeaking ? numbers('percent', 'without') : []),
      ...(isLeaking ? numbers('points', 'difference (points)') : []),
    ],
    rows: subsetScores.flatMap((score): ReportCell[][] => {
      if (!scores.all[score]) return [];
      const others = [cell(scores.subset, score), cell(scores.difference, score)];
      return [[scoreRow(score).title, cell(scores.all, score), ...(isLeaking ? others : [])]];
    }),
    notes: [
      'Intervals: 95 %, whole groups drawn again; they answer for other images, not for other trainings.',
    ],
  });
}

function share(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
}

function points(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${(100 * Math.abs(difference)).toFixed(1)} points`;
}

function some(names: readonly string[]): string {
  const more = names.length - 4;
  return `${names.slice(0, 4).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
