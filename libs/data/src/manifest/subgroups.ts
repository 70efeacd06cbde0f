import type { DiagnosisClass, ImageRecord, Manifest } from '@crossfold/contracts';
import { groupRows } from '../group-rows.js';
import { compareText } from '../text-order.js';

/** What images are grouped by. */
const subgroupAttributes = ['sex', 'ageBand', 'localization', 'dxType', 'collection'] as const;
export type SubgroupAttribute = (typeof subgroupAttributes)[number];

interface Subgroup {
  /** `unknown` where the data set says nothing. */
  readonly value: string;
  readonly images: number;
  readonly lesions: number;
  /** Images of each class of the manifest, in its order. */
  readonly classes: Readonly<Record<DiagnosisClass, number>>;
}

export interface SubgroupTable {
  readonly attribute: SubgroupAttribute;
  /** Age bands ascending; others by number of images. */
  readonly groups: readonly Subgroup[];
}

const unknown = 'unknown';
const bandYears = 20;
const oldestBand = 80;

const valueOf = {
  sex: ({ sex }) => sex ?? unknown,
  ageBand: ({ ageYears }) => ageBandOf(ageYears),
  localization: ({ localization }) => localization ?? unknown,
  dxType: ({ dxType }) => dxType ?? unknown,
  collection: ({ collection }) => collection ?? unknown,
} as const satisfies Record<SubgroupAttribute, (image: ImageRecord) => string>;

/** Images and lesions of each subgroup; an attribute of which the set knows nothing is left out. */
export function subgroupTables({ images, classes }: Manifest): SubgroupTable[] {
  return subgroupAttributes
    .map((attribute) => ({
      attribute,
      groups: [...groupRows(images, valueOf[attribute])]
        .map(([value, ofGroup]) => subgroup(value, ofGroup, classes))
        .sort(attribute === 'ageBand' ? byValue : bySize),
    }))
    .filter(({ groups }) => groups.some(({ value }) => value !== unknown));
}

/** `0-19`, `20-39`, … `80+`. */
export function ageBandOf(ageYears: number | null): string {
  if (ageYears === null) return unknown;
  if (ageYears >= oldestBand) return `${oldestBand}+`;
  const from = Math.floor(ageYears / bandYears) * bandYears;
  return `${from}-${from + bandYears - 1}`;
}

function subgroup(
  value: string,
  images: readonly ImageRecord[],
  classes: readonly DiagnosisClass[],
): Subgroup {
  const counts = classes.map((dx) => [dx, images.filter((image) => image.dx === dx).length]);
  return {
    value,
    images: images.length,
    lesions: new Set(images.map(({ lesionId }) => lesionId)).size,
    classes: Object.fromEntries(counts) as Record<DiagnosisClass, number>,
  };
}

function byValue(a: Subgroup, b: Subgroup): number {
  return compareText(a.value, b.value);
}

function bySize(a: Subgroup, b: Subgroup): number {
  return b.images - a.images || compareText(a.value, b.value);
}
