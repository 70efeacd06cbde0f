import type { Manifest } from '@crossfold/contracts';
import { joinGroups } from '../fold-plan/equal-bytes.js';
import { matchIds } from '../fold-plan/foreign-ids.js';
import { groupOf } from '../group-of.js';
import { groupRows } from '../group-rows.js';
import { compareText } from '../text-order.js';
import { balanceParts, type PartBalance } from './class-balance.js';
import {
  crossingKinds,
  findCrossings,
  sidesOf,
  usualCopies,
  type AuditedRow,
  type CopyOptions,
  type Crossing,
  type CrossingKind,
} from './find-crossings.js';
import type { ImageLook } from './image-look.js';
import { describeParts, type SplitPart } from './split-parts.js';
import type { SplitRow, SplitTable } from './split-table.js';

/** What is known of the file of an image. */
export interface AuditedFile {
  readonly sha256: string;
  readonly look: ImageLook | null;
}

export interface AuditSource {
  /** The data set that the images are of: its groups count, not those of the table. */
  readonly manifest?: Manifest | undefined;
  /** Of the images of the table, by their names there; left out where no file was looked at. */
  readonly files?: ReadonlyMap<string, AuditedFile> | undefined;
  readonly copies?: CopyOptions | undefined;
}

/** Test images of a part that a model has seen, or something that belongs to them. */
export interface PartLeak {
  readonly part: SplitPart;
  readonly images: number;
  /** Lines of the table that leak, by what ties them to training. */
  readonly lines: Readonly<Record<CrossingKind, ReadonlySet<number>>>;
  /** Of whatever kind. */
  readonly all: ReadonlySet<number>;
}

/** Images that something is to be said of, and what. */
export interface AuditNote {
  readonly kind:
    | 'repeated-row'
    | 'label-conflict'
    | 'unknown-image'
    | 'missing-file'
    | 'unreadable-file'
    | 'left-out'
    | 'no-groups'
    | 'not-compared';
  readonly images: readonly string[];
}

export interface SplitAudit {
  readonly columns: SplitTable['columns'];
  readonly rows: readonly AuditedRow[];
  readonly classes: readonly string[];
  readonly parts: readonly SplitPart[];
  readonly balance: readonly PartBalance[];
  readonly crossings: readonly Crossing[];
  readonly leaks: readonly PartLeak[];
  readonly notes: readonly AuditNote[];
}

/** Everything that is wrong with a split, or could be, found from the table and what is known beside it. */
export function auditSplit(table: SplitTable, source: AuditSource = {}): SplitAudit {
  const { manifest, files, copies = usualCopies } = source;
  const rows = describeRows(table.rows, source);
  const parts = describeParts(rows.map(({ part }) => part));
  const stated = [...new Set(rows.flatMap(({ label }) => label ?? []))].sort(compareText);
  const classes = [
    ...(manifest?.classes ?? []),
    ...stated.filter((label) => !manifest?.classes.includes(label)),
  ];
  const crossings = findCrossings(rows, parts, copies);
  return {
    columns: table.columns,
    rows,
    classes,
    parts,
    balance: balanceParts(rows, parts, classes),
    crossings,
    leaks: parts.flatMap((part) =>
      part.trainedOn.length > 0 ? [leakOf(part, rows, crossings, parts)] : [],
    ),
    notes: [
      ...note('repeated-row', repeatedRows(rows)),
      ...note('label-conflict', conflictingLabels(rows, manifest)),
      ...(manifest ? datasetNotes(rows, manifest) : []),
      ...note('missing-file', files ? rows.filter((row) => !row.sha256).map(idOf) : []),
      ...note(
        'unreadable-file',
        files ? rows.filter((row) => row.sha256 && !row.look).map(idOf) : [],
      ),
      ...(rows.every(({ group }) => group === null)
        ? [{ kind: 'no-groups' as const, images: [] }]
        : []),
      ...(rows.every(({ look }) => look === null)
        ? [{ kind: 'not-compared' as const, images: [] }]
        : []),
    ],
  };
}

/** Rows under the ids of the data set, with its groups, where there is one. */
function describeRows(rows: readonly SplitRow[], { manifest, files }: AuditSource): AuditedRow[] {
  const records = new Map(
    joinGroups(manifest?.images ?? []).map((image) => [image.imageId, image]),
  );
  const matched = matchIds(rows, records);
  return matched.map((row, i) => {
    const record = records.get(row.imageId);
    const file = files?.get(rows[i]?.imageId ?? '');
    return {
      ...row,
      label: row.label ?? record?.label ?? null,
      group: record ? groupOf(record) : row.group,
      sha256: file?.sha256 ?? record?.sha256 ?? null,
      look: file?.look ?? null,
    };
  });
}

function leakOf(
  part: SplitPart,
  rows: readonly AuditedRow[],
  crossings: readonly Crossing[],
  parts: readonly SplitPart[],
): PartLeak {
  const { sees } = sidesOf(parts);
  const lines = Object.fromEntries(
    crossingKinds.map((kind) => [kind, new Set<number>()]),
  ) as Record<CrossingKind, Set<number>>;
  for (const { kind, rows: tied } of crossings) {
    if (!tied.some((row) => sees(part.name, row.part))) continue;
    for (const row of tied) if (row.part === part.name) lines[kind].add(row.line);
  }
  const all = new Set(crossingKinds.flatMap((kind) => [...lines[kind]]));
  return { part, images: rows.filter((row) => row.part === part.name).length, lines, all };
}

function note(kind: AuditNote['kind'], images: readonly string[]): AuditNote[] {
  const each = [...new Set(images)];
  return each.length === 0 ? [] : [{ kind, images: each }];
}

function idOf({ imageId }: SplitRow): string {
  return imageId;
}

/** Twice in one part; what is in two is a leak. */
function repeatedRows(rows: readonly SplitRow[]): string[] {
  const places = groupRows(rows, ({ imageId, part }) => `${part}\u0000${imageId}`);
  return [...places.values()]
    .filter(({ length }) => length > 1)
    .flatMap((alike) => alike.map(idOf));
}

/** Images, and files, that are stated with two labels. */
function conflictingLabels(rows: readonly AuditedRow[], manifest: Manifest | undefined): string[] {
  const known = new Map(manifest?.images.map(({ imageId, label }) => [imageId, label]));
  const conflicts = (alike: readonly AuditedRow[]) =>
    new Set(alike.flatMap(({ imageId, label }) => [label, known.get(imageId)]).filter(Boolean))
      .size > 1;
  const alike = [
    ...groupRows(rows, idOf).values(),
    ...groupRows(
      rows.filter(({ sha256 }) => sha256 !== null),
      ({ sha256 }) => sha256,
    ).values(),
  ];
  return alike.filter(conflicts).flatMap((some) => some.map(idOf));
}

function datasetNotes(rows: readonly AuditedRow[], manifest: Manifest): AuditNote[] {
  const known = new Set(manifest.images.map(({ imageId }) => imageId));
  const listed = new Set(rows.map(idOf));
  return [
    ...note(
      'unknown-image',
      rows.map(idOf).filter((id) => !known.has(id)),
    ),
    ...note(
      'left-out',
      [...known].filter((id) => !listed.has(id)),
    ),
  ];
}
