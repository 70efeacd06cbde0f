import {
  isVisible,
  visibleText,
  type IngestProblem,
  type LabelScheme,
  type MetadataColumn,
} from '@crossfold/contracts';
import { groupRows } from '../group-rows.js';
import { isNothing, isNumber } from './cell-values.js';
import type { MetadataRow, RawMetadataRow } from './metadata-row.js';
import { compareText } from '../text-order.js';

/** Rows that can be trusted, sorted by image id, and one problem for each thing that was wrong. */
export interface CheckedMetadata {
  readonly rows: readonly MetadataRow[];
  readonly problems: readonly IngestProblem[];
}

/** Of a record in a manifest. */
const longestId = 200;

type DropKind = IngestProblem['kind'];

/**
 * Applies the rules that need no image file. Dropped: rows without image or group id, images with
 * differing rows, unknown labels, and all images of a group that has two labels or two patients,
 * because its label or its side of a split cannot be trusted. A patient that one row of a group
 * names is the patient of all its images. Kept with a problem: images whose equal rows are repeated,
 * and images with a value that is no number where numbers belong, which is left out. A value that
 * is not stated is left out without a problem.
 */
export function checkMetadata(raw: readonly RawMetadataRow[], labels: LabelRules): CheckedMetadata {
  const groups = {
    labels: statedByGroup(raw, ({ label }) => label),
    patients: statedByGroup(raw, ({ patientId = '' }) => patientId),
  };
  const rules = { ...labels, known: new Set(labels.classes) };
  const outcomes = [...groupRows(raw, ({ imageId }) => imageId)]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, rows]) => checkImage(rows, groups, rules));
  return {
    rows: outcomes.flatMap(({ row }) => (row ? [row] : [])),
    problems: outcomes.flatMap(({ problems }) => problems),
  };
}

/** What the labels and the free columns of a data set may be. */
export type LabelRules = Pick<LabelScheme, 'classes' | 'group'> & {
  readonly columns: readonly MetadataColumn[];
};

type Rules = LabelRules & { readonly known: ReadonlySet<string> };

/** What all rows of a group together say of it. */
interface GroupFacts {
  readonly labels: ReadonlyMap<string, readonly string[]>;
  readonly patients: ReadonlyMap<string, readonly string[]>;
}

interface Outcome {
  readonly row?: MetadataRow;
  readonly problems: readonly IngestProblem[];
}

function checkImage(rows: readonly RawMetadataRow[], groups: GroupFacts, rules: Rules): Outcome {
  const group = rules.group?.one ?? 'group';
  const [first] = rows;
  if (!first) return { problems: [] };
  const lines = rows.map(({ line }) => line).join(', ');
  if (first.imageId === '') return dropped(first, 'missing-image', `no image id on line ${lines}`);
  if (first.imageId.length > longestId) {
    const detail = `an id of ${first.imageId.length} characters, more than ${longestId}`;
    return dropped(first, 'unused-file', detail);
  }
  const unseen = [first.imageId, first.groupId, first.patientId ?? ''].filter(
    (id) => !isVisible(id),
  );
  if (unseen.length > 0) {
    const detail = `control characters in an id on line ${lines}: ${unseen.map(visibleText).join(', ')}`;
    return dropped(first, 'unreadable-id', detail);
  }
  if (first.exclusion) return dropped(first, first.exclusion.kind, first.exclusion.detail);
  if (rows.some(({ identity }) => identity !== first.identity)) {
    return dropped(first, 'duplicate-id', `lines ${lines} differ, so none can be trusted`);
  }
  if (first.groupId === '')
    return dropped(first, 'missing-group', `no ${group} id on line ${lines}`);
  if (!rules.known.has(first.label)) {
    return dropped(first, 'unknown-class', unknownClass(first.label, rules.classes));
  }
  const labels = groups.labels.get(first.groupId) ?? [];
  if (labels.length > 1 && rules.group?.labels !== 'any') {
    const detail = `${group} ${first.groupId} has the labels ${labels.join(', ')}`;
    return dropped(first, 'conflicting-label', detail);
  }
  const patients = groups.patients.get(first.groupId) ?? [];
  if (patients.length > 1) {
    const detail = `${group} ${first.groupId} belongs to the patients ${patients.join(', ')}`;
    return dropped(first, 'conflicting-patient', detail);
  }
  const repeats = rows.length > 1 ? [`lines ${lines} are equal and count once`] : [];
  return kept(first, patients[0], repeats, rules.columns);
}

function kept(
  raw: RawMetadataRow,
  patientId: string | undefined,
  repeats: readonly string[],
  columns: readonly MetadataColumn[],
): Outcome {
  const { imageId, groupId, label } = raw;
  const problems: IngestProblem[] = repeats.map((detail) => ({
    kind: 'duplicate-id',
    imageId,
    detail,
    decision: 'kept',
  }));
  const metadata: Record<string, string | number> = {};
  for (const column of columns) {
    const text = raw.metadata[column.name] ?? '';
    const value = column.type === 'text' ? text || null : numberOf(text, column);
    if (value === 'invalid') {
      const detail = `expected ${rangeOf(column)}, got "${text}"; kept without ${column.name}`;
      problems.push({ kind: 'invalid-value', imageId, detail, decision: 'kept' });
    } else if (value !== null) metadata[column.name] = value;
  }
  return {
    row: { imageId, groupId, label, metadata, ...(patientId !== undefined && { patientId }) },
    problems,
  };
}

function dropped({ imageId }: RawMetadataRow, kind: DropKind, detail: string): Outcome {
  return { problems: [{ kind, imageId: visibleText(imageId), detail, decision: 'dropped' }] };
}

/** What is written for each group, by known and unknown rows and by those that are dropped too. */
function statedByGroup(
  raw: readonly RawMetadataRow[],
  factOf: (row: RawMetadataRow) => string,
): Map<string, readonly string[]> {
  const stated = raw.filter((row) => factOf(row) !== '');
  const groups = groupRows(stated, ({ groupId }) => groupId);
  return new Map(
    [...groups].map(([groupId, rows]) => [
      groupId,
      [...new Set(rows.map(factOf))].sort(compareText),
    ]),
  );
}

const namedClasses = 20;

function unknownClass(label: string, classes: readonly string[]): string {
  const lowerCase = label.toLowerCase();
  const hint = classes.includes(lowerCase) ? `; the file must say "${lowerCase}"` : '';
  const more = classes.length > namedClasses ? `, … (${classes.length})` : '';
  const known = classes.slice(0, namedClasses).join(', ');
  return `expected a label of ${known}${more}, got "${label}"${hint}`;
}

function rangeOf({ name, min, max, unit }: MetadataColumn): string {
  const range = min === undefined || max === undefined ? '' : ` of ${min} to ${max}`;
  return `a number${range}${unit === undefined ? '' : ` ${unit}`} for ${name}`;
}

/** Where nothing is known, some leave the cell empty; tables of other programs write it out. */
function numberOf(text: string, { min, max }: MetadataColumn): number | null | 'invalid' {
  if (isNothing(text)) return null;
  const value = isNumber(text) ? Number(text) : NaN;
  return value >= (min ?? -Infinity) && value <= (max ?? Infinity) ? value : 'invalid';
}
