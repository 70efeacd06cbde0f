import type { IngestProblem, LabelScheme, MetadataColumn } from '@crossfold/contracts';
import type { FolderListing } from './folder-listing.js';
import type { RawMetadataRow } from '../metadata/metadata-row.js';

/** What the labels and the free columns of a data set are. */
export interface DatasetFacts {
  readonly scheme: LabelScheme;
  readonly columns: readonly MetadataColumn[];
}

/** How a folder is read that no importer was written for. */
export interface OpenOptions {
  /** The profile whose classes these are; undefined where they are classes of their own. */
  readonly profileOf: (classes: readonly string[]) => DatasetFacts | undefined;
  /** Names of the positive classes. */
  readonly positive?: readonly string[] | undefined;
}

/** A data set as it lies in its folder, before anything is checked. */
export interface ImportedFolder extends DatasetFacts {
  readonly layout: string;
  /** Whether each label found is a class; else the classes are given. */
  readonly isDerived?: boolean;
  /** The folder that holds it: the given one, or one within. */
  readonly dir: string;
  readonly rows: readonly RawMetadataRow[];
  /** Files of each image id. More than one are copies of the same image, the preferred one first. */
  readonly images: ReadonlyMap<string, readonly string[]>;
  /** Mask of each image id; null when the data set has no masks. */
  readonly masks: ReadonlyMap<string, string> | null;
  /** What had to be assumed for rows that are kept. */
  readonly problems: readonly IngestProblem[];
  /** Folders in which images were looked for, below that of the set. */
  readonly searched: readonly string[];
  /** Tables that were read. */
  readonly tables: readonly string[];
  /** Whether a file, by its path below the folder, is one that the set has beside its images. */
  readonly isCompanion?: (path: string) => boolean;
  /** What was looked for in vain, by image id, where the id does not say it. */
  readonly lookedFor?: ReadonlyMap<string, string>;
}

/** What a layout makes of a folder. */
export type FolderContent = Omit<
  ImportedFolder,
  'layout' | 'dir' | 'isDerived' | keyof DatasetFacts
>;

/** Reads one published layout. */
export interface Importer {
  readonly title: string;
  /** What tells the layout from others, for messages. */
  readonly sign: string;
  readonly matches: (listing: FolderListing) => boolean;
  /** Free columns that it has beyond those of its profile. */
  readonly columns?: readonly MetadataColumn[];
  /** Where folders and files alone do not tell it: whether its table has its columns. */
  readonly confirms?: (dir: string) => Promise<boolean>;
  /** @throws AppError DATASET_INVALID when a part of the layout is missing */
  readonly open: (dir: string, listing: FolderListing) => Promise<FolderContent>;
}

/** The class of each label of a set; null for a label that is none of the classes. */
export type LabelTable = Readonly<Record<string, string | null>>;

/** The class of a label, or the label itself where the table does not know it. */
export function classify(
  label: string,
  labels: LabelTable,
): Pick<RawMetadataRow, 'label' | 'exclusion'> {
  const found = Object.hasOwn(labels, label) ? labels[label] : undefined;
  if (found === null) {
    const detail = `the label "${label}" is none of the classes`;
    return { label: label, exclusion: { kind: 'excluded-class', detail } };
  }
  return { label: found ?? label };
}

/**
 * Rows without a group become groups of their own. The set cannot say which of its images belong
 * together, so each such row is a problem that is kept.
 */
export function withOwnGroups(
  rows: readonly RawMetadataRow[],
  what: string,
): {
  readonly rows: readonly RawMetadataRow[];
  readonly problems: readonly IngestProblem[];
} {
  const lacking = new Set(rows.filter(({ groupId }) => groupId === '').map((r) => r.imageId));
  return {
    rows: rows.map((row) => (row.groupId === '' ? { ...row, groupId: row.imageId } : row)),
    problems: [...lacking].map((imageId) => ({
      kind: 'missing-group',
      imageId,
      detail: `the set names no ${what}; counts as a ${what} of its own`,
      decision: 'kept',
    })),
  };
}
