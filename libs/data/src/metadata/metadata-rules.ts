import {
  diagnosisClasses,
  isVisible,
  visibleText,
  type DiagnosisClass,
  type IngestProblem,
} from '@crossfold/contracts';
import { groupRows } from '../group-rows.js';
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
 * Applies the rules that need no image file. Dropped: rows without image or lesion id, images with
 * differing rows, unknown diagnoses, and all images of a lesion that has two diagnoses or two
 * patients, because its label or its side of a split cannot be trusted. A patient that one row of a
 * lesion names is the patient of all its images. Kept with a problem: images whose equal rows are
 * repeated, and images whose age is no number of years, which becomes null. An age left out is null
 * without a problem.
 */
export function checkMetadata(raw: readonly RawMetadataRow[]): CheckedMetadata {
  const lesions = {
    diagnoses: statedByLesion(raw, ({ dx }) => dx),
    patients: statedByLesion(raw, ({ patientId = '' }) => patientId),
  };
  const outcomes = [...groupRows(raw, ({ imageId }) => imageId)]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, rows]) => checkImage(rows, lesions));
  return {
    rows: outcomes.flatMap(({ row }) => (row ? [row] : [])),
    problems: outcomes.flatMap(({ problems }) => problems),
  };
}

/** What all rows of a lesion together say of it. */
interface LesionFacts {
  readonly diagnoses: ReadonlyMap<string, readonly string[]>;
  readonly patients: ReadonlyMap<string, readonly string[]>;
}

interface Outcome {
  readonly row?: MetadataRow;
  readonly problems: readonly IngestProblem[];
}

function checkImage(rows: readonly RawMetadataRow[], lesions: LesionFacts): Outcome {
  const [first] = rows;
  if (!first) return { problems: [] };
  const lines = rows.map(({ line }) => line).join(', ');
  if (first.imageId === '') return dropped(first, 'missing-image', `no image id on line ${lines}`);
  if (first.imageId.length > longestId) {
    const detail = `an id of ${first.imageId.length} characters, more than ${longestId}`;
    return dropped(first, 'unused-file', detail);
  }
  const unseen = [first.imageId, first.lesionId, first.patientId ?? ''].filter(
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
  if (first.lesionId === '')
    return dropped(first, 'missing-lesion', `no lesion id on line ${lines}`);
  if (!isDiagnosis(first.dx)) return dropped(first, 'unknown-class', unknownClass(first.dx));
  const diagnoses = lesions.diagnoses.get(first.lesionId) ?? [];
  if (diagnoses.length > 1) {
    const detail = `lesion ${first.lesionId} has the diagnoses ${diagnoses.join(', ')}`;
    return dropped(first, 'conflicting-diagnosis', detail);
  }
  const patients = lesions.patients.get(first.lesionId) ?? [];
  if (patients.length > 1) {
    const detail = `lesion ${first.lesionId} belongs to the patients ${patients.join(', ')}`;
    return dropped(first, 'conflicting-patient', detail);
  }
  const repeats = rows.length > 1 ? [`lines ${lines} are equal and count once`] : [];
  return kept(first, first.dx, patients[0], repeats);
}

function kept(
  raw: RawMetadataRow,
  dx: DiagnosisClass,
  patientId: string | undefined,
  repeats: readonly string[],
): Outcome {
  const { imageId, lesionId, collection } = raw;
  const ageYears = ageOf(raw.age);
  const problems: IngestProblem[] = repeats.map((detail) => ({
    kind: 'duplicate-id',
    imageId,
    detail,
    decision: 'kept',
  }));
  if (ageYears === 'invalid') {
    const detail = `expected an age of 0 to 130 years, got "${raw.age}"; kept without age`;
    problems.push({ kind: 'invalid-age', imageId, detail, decision: 'kept' });
  }
  return {
    row: {
      imageId,
      lesionId,
      dx,
      dxType: raw.dxType || null,
      ageYears: ageYears === 'invalid' ? null : ageYears,
      sex: raw.sex || null,
      localization: raw.localization || null,
      ...(patientId !== undefined && { patientId }),
      ...(collection && { collection }),
    },
    problems,
  };
}

function dropped({ imageId }: RawMetadataRow, kind: DropKind, detail: string): Outcome {
  return { problems: [{ kind, imageId: visibleText(imageId), detail, decision: 'dropped' }] };
}

/** What is written for each lesion, by known and unknown rows and by those that are dropped too. */
function statedByLesion(
  raw: readonly RawMetadataRow[],
  factOf: (row: RawMetadataRow) => string,
): Map<string, readonly string[]> {
  const stated = raw.filter((row) => factOf(row) !== '');
  const lesions = groupRows(stated, ({ lesionId }) => lesionId);
  return new Map(
    [...lesions].map(([lesionId, rows]) => [
      lesionId,
      [...new Set(rows.map(factOf))].sort(compareText),
    ]),
  );
}

function isDiagnosis(dx: string): dx is DiagnosisClass {
  return (diagnosisClasses as readonly string[]).includes(dx);
}

function unknownClass(dx: string): string {
  const lowerCase = dx.toLowerCase();
  const hint = isDiagnosis(lowerCase) ? `; the file must say "${lowerCase}"` : '';
  return `expected a dx of ${diagnosisClasses.join(', ')}, got "${dx}"${hint}`;
}

/** HAM10000 leaves a missing age empty; copies that went through other tools write it out. */
function ageOf(text: string): number | null | 'invalid' {
  if (['', 'na', 'nan', 'unknown'].includes(text.toLowerCase())) return null;
  const ageYears = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  return ageYears >= 0 && ageYears <= 130 ? ageYears : 'invalid';
}
