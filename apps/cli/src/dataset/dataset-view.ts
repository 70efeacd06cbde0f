import type { IngestProblem, Manifest } from '@crossfold/contracts';
import { summariseManifest } from '@crossfold/data';
import { tableLines } from '../terminal/table.js';
import { formatShare } from '../terminal/units.js';

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
    ...problems.map(
      ({ imageId, kind, detail, decision }) =>
        `  ${imageId || '(no image id)'}: ${kind}: ${detail} -> ${decision}`,
    ),
  ];
}
