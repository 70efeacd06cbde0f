import { canonicalJson, type ImageRecord, type Manifest } from '@crossfold/contracts';
import { compareText } from '../text-order.js';

/** What differs between two manifests, by image id in text order. */
export interface ManifestDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly ChangedImage[];
  /** Members of the manifest itself, such as its licence. */
  readonly facts: readonly ChangedField[];
}

interface ChangedImage {
  readonly imageId: string;
  readonly fields: readonly ChangedField[];
}

interface ChangedField {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

const comparedFacts = [
  ...(['layout', 'source', 'licence'] as const),
  ...(['classes', 'classTitles', 'positive', 'group', 'columns'] as const),
] as const satisfies (keyof Manifest)[];

/** From `before` to `after`. Problems are not compared: they follow from the files. */
export function diffManifests(before: Manifest, after: Manifest): ManifestDiff {
  const [old, young] = [recordsById(before), recordsById(after)];
  return {
    added: [...young.keys()].filter((imageId) => !old.has(imageId)).sort(compareText),
    removed: [...old.keys()].filter((imageId) => !young.has(imageId)).sort(compareText),
    changed: [...young.values()]
      .flatMap((record): ChangedImage[] => {
        const earlier = old.get(record.imageId);
        const fields = earlier ? changedFields(earlier, record, fieldsOf(earlier, record)) : [];
        return fields.length > 0 ? [{ imageId: record.imageId, fields }] : [];
      })
      .sort((a, b) => compareText(a.imageId, b.imageId)),
    facts: changedFields(before, after, comparedFacts),
  };
}

function recordsById({ images }: Manifest): Map<string, ImageRecord> {
  return new Map(images.map((record) => [record.imageId, record]));
}

function fieldsOf(a: ImageRecord, b: ImageRecord): (keyof ImageRecord)[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])] as (keyof ImageRecord)[];
}

function changedFields<T>(before: T, after: T, fields: readonly (keyof T & string)[]) {
  return fields
    .filter((field) => canonicalJson(before[field]) !== canonicalJson(after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }));
}
