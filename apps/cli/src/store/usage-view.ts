import type { StoreUsage, Usage } from '@crossfold/study';
import { listLines } from '../terminal/list-lines.js';
import type { Terminal } from '../terminal/terminal.js';
import { formatBytes, formatShare } from '../terminal/units.js';

/** Tables by kind of object, study and data set. */
export function usageLines(terminal: Pick<Terminal, 'mode' | 'size'>, usage: StoreUsage): string[] {
  const counted = (title: string, more: readonly string[] = []) => [
    { title },
    ...['objects', 'size', 'share', ...more].map((column) => ({
      title: column,
      align: 'right' as const,
    })),
  ];
  const row = (name: string, part: Usage) => [
    name,
    part.objects,
    formatBytes(part.sizeBytes),
    formatShare(part.sizeBytes, usage.sizeBytes),
  ];
  return [
    ...listLines(terminal, counted('kind'), [
      ...usage.kinds.map((part) => row(part.kind, part)),
      row('all', usage),
    ]),
    ...part(
      listLines(
        terminal,
        counted('study', ['name']),
        usage.studies.map((study) => [...row(study.studyId, study), study.name ?? 'no record']),
      ),
      usage.studies.length,
    ),
    ...part(
      listLines(
        terminal,
        counted('data set', ['shared with others']),
        usage.datasets.map((set) => [...row(set.name, set), formatBytes(set.sharedBytes)]),
      ),
      usage.datasets.length,
    ),
  ];
}

function part(lines: readonly string[], rows: number): string[] {
  return rows === 0 ? [] : ['', ...lines];
}
