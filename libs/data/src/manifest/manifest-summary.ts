import type { DiagnosisClass, ImageRecord, IngestProblem, Manifest } from '@crossfold/contracts';
import { groupRows } from '../group-rows.js';
import { compareText } from '../text-order.js';

/** The class table of a data set, and what ingest did. */
export interface ManifestSummary {
  readonly images: number;
  readonly lesions: number;
  readonly masks: number;
  /** One entry for each class of the manifest, in its order, also where it has no image. */
  readonly classes: readonly {
    readonly dx: DiagnosisClass;
    readonly images: number;
    readonly lesions: number;
  }[];
  /** How many lesions have how many images, ascending. */
  readonly multiplicity: readonly { readonly imagesPerLesion: number; readonly lesions: number }[];
  /** Problems by kind, in alphabetical order. */
  readonly problems: readonly {
    readonly kind: IngestProblem['kind'];
    readonly dropped: number;
    readonly kept: number;
  }[];
}

export function summariseManifest(manifest: Manifest): ManifestSummary {
  const { images, classes } = manifest;
  const byClass = groupRows(images, ({ dx }) => dx);
  return {
    images: images.length,
    lesions: countLesions(images),
    masks: images.filter(({ maskSha256 }) => maskSha256 !== null).length,
    classes: classes.map((dx) => {
      const ofClass = byClass.get(dx) ?? [];
      return { dx, images: ofClass.length, lesions: countLesions(ofClass) };
    }),
    multiplicity: multiplicityOf(images),
    problems: problemsByKind(manifest.problems),
  };
}

function countLesions(images: readonly ImageRecord[]): number {
  return new Set(images.map(({ lesionId }) => lesionId)).size;
}

function multiplicityOf(images: readonly ImageRecord[]): ManifestSummary['multiplicity'] {
  const lesions = [...groupRows(images, ({ lesionId }) => lesionId).values()];
  return [...groupRows(lesions, (ofLesion) => ofLesion.length)]
    .map(([imagesPerLesion, alike]) => ({ imagesPerLesion, lesions: alike.length }))
    .sort((a, b) => a.imagesPerLesion - b.imagesPerLesion);
}

function problemsByKind(problems: readonly IngestProblem[]): ManifestSummary['problems'] {
  return [...groupRows(problems, ({ kind }) => kind)]
    .map(([kind, ofKind]) => {
      const dropped = ofKind.filter(({ decision }) => decision === 'dropped').length;
      return { kind, dropped, kept: ofKind.length - dropped };
    })
    .sort((a, b) => compareText(a.kind, b.kind));
}
