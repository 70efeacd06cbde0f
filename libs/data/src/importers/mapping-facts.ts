import type { DatasetMapping, GroupWords, LabelScheme, MetadataColumn } from '@crossfold/contracts';
import type { RawMetadataRow } from '../metadata/metadata-row.js';
import { deriveScheme, withPositiveClasses, wordsOfColumn } from './derive-scheme.js';
import { idReader } from './id-from-name.js';
import {
  classify,
  withOwnGroups,
  type DatasetFacts,
  type ImportedFolder,
  type OpenOptions,
} from './importer.js';

interface FactSources {
  readonly mapping: DatasetMapping;
  readonly options: OpenOptions;
  readonly columns: readonly MetadataColumn[];
}

/** Labels and columns of a folder that is read by a mapping: a profile's, or its own. */
export function factsOf(
  rows: readonly RawMetadataRow[],
  images: ReadonlyMap<string, unknown>,
  { mapping, options, columns }: FactSources,
): DatasetFacts & { readonly isDerived: boolean } {
  const targets = mapping.classes && [...new Set(Object.values(mapping.classes))];
  const mapped = targets?.filter((name) => name !== null);
  const profile = mapped && options.profileOf(mapped);
  if (profile) {
    const { scheme, columns: usual } = profile;
    return { scheme: named(scheme), columns: usual, isDerived: false };
  }
  const labelled = rows.filter(({ label, exclusion }) => label !== '' && !exclusion);
  const found = labelled.filter(({ imageId }) => images.has(imageId));
  const known = mapped && new Set(mapped);
  const labels = found.map(({ label }) => label).filter((label) => known?.has(label) ?? true);
  const scheme = deriveScheme(labels, {
    classes: mapping.order,
    classTitles: mapping.classTitles,
    positive: mapping.positive,
    group: wordsOf(mapping),
  });
  return { scheme: named(scheme), columns, isDerived: true };

  function named(given: LabelScheme): LabelScheme {
    return options.positive ? withPositiveClasses(given, options.positive) : given;
  }
}

/** The class of a label; itself where the mapping names none. */
export function classOf(label: string, classes: DatasetMapping['classes']) {
  return classes ? classify(label, classes) : { label };
}

/** Rows under their groups; where the set has none, each image is its own. */
export function groupsOf(
  rows: readonly RawMetadataRow[],
  group: LabelScheme['group'],
): Pick<ImportedFolder, 'rows' | 'problems'> {
  if (group) return withOwnGroups(rows, group.one);
  return { rows: rows.map((row) => ({ ...row, groupId: row.imageId })), problems: [] };
}

/** How names and paths tell groups. */
export function groupReaders(mapping: DatasetMapping) {
  const { lesionFromName, lesionFromPath, groupFromName, groupFromPath } = mapping;
  return {
    byName:
      groupFromName === undefined
        ? idReader('lesionFromName', lesionFromName)
        : idReader('groupFromName', groupFromName),
    byPath:
      groupFromPath === undefined
        ? idReader('lesionFromPath', lesionFromPath)
        : idReader('groupFromPath', groupFromPath),
  };
}

/** What the mapping says that a group is; null where it knows none. */
function wordsOf({ columns, group, ...names }: DatasetMapping): GroupWords | null {
  const isLesion =
    columns?.lesion !== undefined ||
    names.lesionFromName !== undefined ||
    names.lesionFromPath !== undefined;
  if (isLesion) return { one: 'lesion', many: 'lesions', labels: 'one' };
  const column = columns?.group ?? columns?.patient;
  if (column !== undefined) return wordsOfColumn(group ?? column);
  const isNamed = names.groupFromName !== undefined || names.groupFromPath !== undefined;
  return isNamed || names.patientFromPath !== undefined ? wordsOfColumn(group ?? 'group') : null;
}
