import type { ImageRecord, IngestProblem, Manifest } from '@crossfold/contracts';
import { groupRows } from '../group-rows.js';
import { compareText } from '../text-order.js';

/** The class table of a data set, and what ingest did. */
export interface ManifestSummary {
  readonly images: number;
  readonly groups: number;
  readonly masks: number;
  /** One entry for each class of the manifest, in its order, also where it has no image. */
  readonly classes: readonly {
    readonly label: string;
    /** Where the name does not say enough. */
    readonly title: string | null;
    readonly images: number;
    readonly groups: number;
  }[];
  /** How many groups have how many images, ascending. */
  readonly multiplicity: readonly { readonly imagesPerGroup: number; readonly groups: number }[];
  /** Problems by kind, in alphabetical order. */
  readonly problems: readonly {
    readonly kind: IngestProblem['kind'];
    readonly dropped: number;
    readonly kept: number;
  }[];
}

export function summariseManifest(manifest: Manifest): ManifestSummary {
  const { images, classes, classTitles } = manifest;
  const byClass = groupRows(images, ({ label }) => label);
  return {
    images: images.length,
    groups: countGroups(images),
    masks: images.filter(({ maskSha256 }) => maskSha256 !== null).length,
    classes: classes.map((label) => {
      const ofClass = byClass.get(label) ?? [];
      const title = classTitles[label] ?? null;
      return { label, title, images: ofClass.length, groups: countGroups(ofClass) };
    }),
    multiplicity: multiplicityOf(images),
    problems: problemsByKind(manifest.problems),
  };
}

function countGroups(images: readonly ImageRecord[]): number {
  return new Set(images.map(({ groupId }) => groupId)).size;
}

function multiplicityOf(images: readonly ImageRecord[]): ManifestSummary['multiplicity'] {
  const groups = [...groupRows(images, ({ groupId }) => groupId).values()];
  return [...groupRows(groups, (ofGroup) => ofGroup.length)]
    .map(([imagesPerGroup, alike]) => ({ imagesPerGroup, groups: alike.length }))
    .sort((a, b) => a.imagesPerGroup - b.imagesPerGroup);
}

function problemsByKind(problems: readonly IngestProblem[]): ManifestSummary['problems'] {
  return [...groupRows(problems, ({ kind }) => kind)]
    .map(([kind, ofKind]) => {
      const dropped = ofKind.filter(({ decision }) => decision === 'dropped').length;
      return { kind, dropped, kept: ofKind.length - dropped };
    })
    .sort((a, b) => compareText(a.kind, b.kind));
}
