import type { ImageRecord, Manifest, MetadataColumn } from '@crossfold/contracts';
import { groupRows } from '../group-rows.js';
import { compareText } from '../text-order.js';

interface Subgroup {
  /** `unknown` where the data set says nothing. */
  readonly value: string;
  readonly images: number;
  readonly groups: number;
  /** Images of each class of the manifest, in its order. */
  readonly classes: Readonly<Record<string, number>>;
}

export interface SubgroupTable {
  /** The column of free metadata. */
  readonly attribute: string;
  readonly unit: string | null;
  /** Bands of numbers ascending; texts by number of images. */
  readonly groups: readonly Subgroup[];
}

/** What is needed of a manifest. */
type Described = Pick<Manifest, 'images' | 'classes' | 'columns'>;

const unknown = 'unknown';
/** A column with more texts than this tells images apart, not groups of them. */
const maxValues = 50;
const maxBands = 6;
/** A column without a unit and with no more whole numbers than this is of grades, which bands mix. */
const maxGrades = 12;

/**
 * Images and groups of each subgroup; a column of which the set knows nothing, or that has another
 * text for nearly each image, is left out.
 */
export function subgroupTables({ images, classes, columns }: Described): SubgroupTable[] {
  return columns.flatMap((column) => {
    const valueOf = valueReader(column, images);
    const byValue = groupRows(images, valueOf);
    const known = [...byValue.keys()].filter((value) => value !== unknown);
    if (known.length === 0 || known.length > maxValues) return [];
    const groups = [...byValue].map(([value, ofGroup]) => subgroup(value, ofGroup, classes));
    const order = column.type === 'number' ? byNumber : bySize;
    return [{ attribute: column.name, unit: column.unit ?? null, groups: groups.sort(order) }];
  });
}

/** Images of a subgroup. */
export interface SubgroupImages {
  readonly attribute: string;
  readonly value: string;
  readonly imageIds: readonly string[];
}

/**
 * Some images of a manifest by subgroup, as {@link subgroupTables} has them: bands are those of the
 * whole manifest.
 */
export function listSubgroups(manifest: Described, imageIds: readonly string[]): SubgroupImages[] {
  const wanted = new Set(imageIds);
  const images = manifest.images.filter(({ imageId }) => wanted.has(imageId));
  return subgroupTables(manifest).flatMap(({ attribute, groups }) => {
    const column = manifest.columns.find(({ name }) => name === attribute) as MetadataColumn;
    const byValue = groupRows(images, valueReader(column, manifest.images));
    return groups.flatMap(({ value }) => {
      const own = byValue.get(value);
      return own ? [{ attribute, value, imageIds: own.map(({ imageId }) => imageId) }] : [];
    });
  });
}

function valueReader({ name, type, unit }: MetadataColumn, images: readonly ImageRecord[]) {
  if (type === 'text') return ({ metadata }: ImageRecord) => String(metadata[name] ?? unknown);
  const numbers = images.flatMap(({ metadata }) => {
    const value = metadata[name];
    return typeof value === 'number' ? [value] : [];
  });
  const distinct = new Set(numbers);
  const isGraded = distinct.size <= maxGrades && numbers.every(Number.isInteger);
  if (isGraded && unit === undefined) {
    return ({ metadata }: ImageRecord) => String(metadata[name] ?? unknown);
  }
  const width = bandWidth(numbers);
  return ({ metadata }: ImageRecord) => {
    const value = metadata[name];
    return typeof value === 'number' ? bandOf(value, width) : unknown;
  };
}

/** A round number that makes few bands: 1, 2 or 5 times a power of ten. */
function bandWidth(numbers: readonly number[]): number {
  const least = numbers.reduce((low, value) => Math.min(low, value), Infinity);
  const most = numbers.reduce((high, value) => Math.max(high, value), -Infinity);
  const range = most - least;
  if (!(range > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(range / maxBands));
  const width = [1, 2, 5, 10].find((factor) => factor * power * maxBands >= range) ?? 10;
  return width * power;
}

/** `20-39` for whole numbers; `0.2 to 0.4`, without the end, for others. */
export function bandOf(value: number, width: number): string {
  const from = Math.floor(value / width) * width;
  if (Number.isInteger(width)) return `${from}-${from + width - 1}`;
  const digits = Math.max(0, -Math.floor(Math.log10(width)));
  return `${from.toFixed(digits)} to ${(from + width).toFixed(digits)}`;
}

function subgroup(
  value: string,
  images: readonly ImageRecord[],
  classes: readonly string[],
): Subgroup {
  const byClass = groupRows(images, ({ label }) => label);
  const counts = classes.map((label) => [label, byClass.get(label)?.length ?? 0]);
  return {
    value,
    images: images.length,
    groups: new Set(images.map(({ groupId }) => groupId)).size,
    classes: Object.fromEntries(counts) as Record<string, number>,
  };
}

function byNumber(a: Subgroup, b: Subgroup): number {
  const start = ({ value }: Subgroup) => (value === unknown ? Infinity : parseFloat(value));
  return start(a) - start(b);
}

function bySize(a: Subgroup, b: Subgroup): number {
  return b.images - a.images || compareText(a.value, b.value);
}
