import { orphanReasons, type Orphan, type OrphanReason } from '@crossfold/study';
import { listLines } from '../terminal/list-lines.js';
import type { Terminal } from '../terminal/terminal.js';
import { formatBytes } from '../terminal/units.js';

/** How much there is of each kind, and why nothing needs it. */
export function orphanLines(
  terminal: Pick<Terminal, 'mode' | 'size'>,
  orphans: readonly Orphan[],
  { showsObjects }: { readonly showsObjects: boolean },
): string[] {
  if (orphans.length === 0) return [];
  const counts = new Map<OrphanReason, { objects: number; sizeBytes: number }>();
  for (const { reason, sizeBytes } of orphans) {
    const before = counts.get(reason) ?? { objects: 0, sizeBytes: 0 };
    const sum = before.sizeBytes + (sizeBytes ?? 0);
    counts.set(reason, { objects: before.objects + 1, sizeBytes: sum });
  }
  const numbers = ['objects', 'size'].map((title) => ({ title, align: 'right' as const }));
  const rows = [...counts].map(([reason, { objects, sizeBytes }]) => [
    reason,
    objects,
    formatBytes(sizeBytes),
    orphanReasons[reason],
  ]);
  return [
    ...listLines(terminal, [{ title: 'what' }, ...numbers, { title: 'why' }], rows),
    ...(showsObjects ? ['', 'objects:', ...orphans.map(({ name }) => `  ${name}`)] : []),
    '',
  ];
}
