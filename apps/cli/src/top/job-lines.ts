import type { QueuePage } from '@crossfold/contracts';
import { tableLines } from '../terminal/table.js';

interface Shown {
  /** Jobs. */
  readonly most?: number;
  /** In columns of the screen. */
  readonly width?: number;
}

/** What waits and why, as a table; no line where nothing does. */
export function jobLines(
  { jobs, total }: QueuePage,
  { most = Infinity, width }: Shown = {},
): string[] {
  if (jobs.length === 0) return [];
  const columns = [
    { title: 'next', align: 'right' as const },
    { title: 'job' },
    { title: 'study' },
    { title: 'why it waits' },
  ];
  const rows = jobs
    .slice(0, most)
    .map(({ position, kind, trialId, studyId, text }) => [
      position,
      trialId ?? kind,
      studyId ?? '',
      text,
    ]);
  return [...tableLines(columns, rows, width), ...moreLine(total - rows.length)];
}

/** @param hidden rows that a table leaves out */
export function moreLine(hidden: number): string[] {
  return hidden > 0 ? [`and ${hidden} more`] : [];
}
