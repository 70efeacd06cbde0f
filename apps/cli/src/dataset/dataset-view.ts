import { visibleText, type IngestProblem, type Manifest } from '@crossfold/contracts';
import { summariseManifest, type ManifestDiff } from '@crossfold/data';
import { tableLines } from '../terminal/table.js';
import { formatBytes, formatShare } from '../terminal/units.js';
import type { Removal } from './remove-dataset.js';

/** Images and lesions of each class, how many images lesions have, and every problem. */
export function manifestLines(manifest: Manifest): string[] {
  const summary = summariseManifest(manifest);
  const columns = [
    { title: 'class' },
    { title: 'images', align: 'right' as const },
    { title: 'lesions', align: 'right' as const },
    { title: 'share', align: 'right' as const },
  ];
  const rows = summary.classes.map(({ dx, images, lesions }) => [
    dx,
    images,
    lesions,
    formatShare(images, summary.images),
  ]);
  const total = ['all', summary.images, summary.lesions, formatShare(1, 1)];
  const multiplicity = summary.multiplicity
    .map(({ imagesPerLesion, lesions }) => `${lesions} with ${imagesPerLesion}`)
    .join(', ');
  return [
    ...tableLines(columns, [...rows, total]),
    '',
    `lesions by number of images: ${multiplicity}`,
    `masks: ${summary.masks} of ${summary.images}`,
    `layout: ${manifest.layout}; source: ${manifest.source}; licence: ${manifest.licence}`,
    ...problemLines(manifest.problems),
  ];
}

export function problemLines(problems: readonly IngestProblem[]): string[] {
  if (problems.length === 0) return ['problems: none'];
  const dropped = problems.filter(({ decision }) => decision === 'dropped').length;
  return [
    `problems: ${problems.length} (${dropped} dropped, ${problems.length - dropped} kept)`,
    ...problems.map(({ imageId, kind, detail, decision }) => {
      const name = imageId || '(no image id)';
      return visibleText(`  ${name}: ${kind}: ${detail} -> ${decision}`);
    }),
  ];
}

const maxLines = 20;

/** Images added, removed and changed; long lists are cut. */
export function diffLines({ added, removed, changed, facts }: ManifestDiff): string[] {
  const details = [
    ...facts.map(({ field, before, after }) => `~ ${field}: ${text(before)} -> ${text(after)}`),
    ...added.map((imageId) => `+ ${imageId}`),
    ...removed.map((imageId) => `- ${imageId}`),
    ...changed.flatMap(({ imageId, fields }) =>
      fields.map(
        ({ field, before, after }) => `~ ${imageId} ${field}: ${text(before)} -> ${text(after)}`,
      ),
    ),
  ];
  const cut = details.length - maxLines;
  return [
    `${added.length} added, ${removed.length} removed, ${changed.length} changed`,
    ...details.slice(0, maxLines).map(visibleText),
    ...(cut > 0 ? [`and ${cut} more lines; all are in --json`] : []),
  ];
}

export function removalLines(removal: Removal, dryRun: boolean): string[] {
  const { pointer, manifests, foldPlans, files, sizeBytes, sharedFiles } = removal;
  const { studies, unreadableStudies, unreadableManifests } = removal;
  const parts = `${manifests.length} manifest(s), ${foldPlans.length} fold plan(s), ${files.length} file(s) of ${formatBytes(sizeBytes)}`;
  return [
    `${dryRun ? 'would remove' : 'removed'} ${pointer.name}: ${parts}`,
    ...(sharedFiles > 0 ? [`${sharedFiles} file(s) stay: other data sets have them too`] : []),
    ...studies.map((studyId) => `study ${studyId} uses it`),
    ...unreadableStudies.map((studyId) => `study ${studyId} cannot be read, and may use it`),
    ...unreadableManifests.map(
      (sha256) => `manifest ${sha256.slice(0, 12)} cannot be read: files that it alone named stay`,
    ),
  ];
}

function text(value: unknown): string {
  return value === undefined || value === null ? 'none' : String(value);
}
