import { groupWords, visibleText, type IngestProblem, type Manifest } from '@crossfold/contracts';
import { summariseManifest, type ManifestDiff } from '@crossfold/data';
import { tableLines } from '../terminal/table.js';
import { formatBytes, formatShare } from '../terminal/units.js';
import type { Removal } from './remove-dataset.js';

/** Images and groups of each class, how many images groups have, and every problem. */
export function manifestLines(manifest: Manifest): string[] {
  const summary = summariseManifest(manifest);
  const { many } = groupWords(manifest);
  const columns = [
    { title: 'class' },
    { title: 'images', align: 'right' as const },
    { title: many, align: 'right' as const },
    { title: 'share', align: 'right' as const },
  ];
  const rows = summary.classes.map(({ label, images, groups }) => [
    label,
    images,
    groups,
    formatShare(images, summary.images),
  ]);
  const total = ['all', summary.images, summary.groups, formatShare(1, 1)];
  const multiplicity = summary.multiplicity
    .map(({ imagesPerGroup, groups }) => `${groups} with ${imagesPerGroup}`)
    .join(', ');
  return [
    ...tableLines(columns, [...rows, total]),
    '',
    ...groupLines(manifest, multiplicity),
    `masks: ${summary.masks} of ${summary.images}`,
    `layout: ${manifest.layout}; source: ${manifest.source}; licence: ${manifest.licence}`,
    ...problemLines(manifest.problems),
  ];
}

/** What groups are, and which classes are looked for, said aloud where nobody stated it. */
function groupLines({ group, positive }: Manifest, multiplicity: string): string[] {
  return [
    group === null
      ? 'groups: none stated; each image is its own, so that a split may part images of one subject'
      : `${group.many} by number of images: ${multiplicity}`,
    ...(positive === null ? [] : [`${positive.title}: ${positive.classes.join(', ')}`]),
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
  if (value === undefined || value === null) return 'none';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
