import { removableThings, type RemovableThing } from '@crossfold/contracts';
import type { PlannedRemoval, RetentionPlan } from '@crossfold/study';
import { listLines } from '../terminal/list-lines.js';
import type { Terminal } from '../terminal/terminal.js';
import { formatBytes } from '../terminal/units.js';

/** What would go and why, in how many bytes, what it makes impossible, and what is held. */
export function retentionLines(
  terminal: Pick<Terminal, 'mode' | 'size'>,
  { policy, removals, held, broken }: RetentionPlan,
  { showsObjects }: { readonly showsObjects: boolean },
): string[] {
  const going = removals.flatMap(countByThing);
  const left = broken.flatMap(countByThing);
  const things = [...new Set(going.map(({ removed }) => removed))];
  const columns = [{ title: 'study' }, { title: 'removes' }, ...numbers, { title: 'why' }];
  return [
    `policy ${policy.name}, ${policy.sha256.slice(0, 12)}`,
    '',
    ...(going.length + left.length === 0
      ? ['nothing to remove']
      : listLines(terminal, columns, [
          ...going.map((part) => [...cells(part), `rule ${part.rule ?? '?'}`]),
          ...left.map((part) => [...cells(part), 'an earlier removal broke off']),
        ])),
    ...(held.length === 0
      ? []
      : [
          '',
          'held:',
          ...listLines(
            terminal,
            columns,
            held.map((part) => [...cells(part), part.because]),
          ),
        ]),
    ...(things.length === 0 ? [] : ['', 'what cannot be done afterwards:']),
    ...things.map((thing) => `  without ${thing}: ${removableThings[thing]}`),
    ...(showsObjects ? objectLines([...removals, ...broken]) : []),
  ];
}

const numbers = ['objects', 'size'].map((title) => ({ title, align: 'right' as const }));

interface Counted {
  readonly studyId: string;
  readonly removed: RemovableThing;
  readonly objects: number;
  readonly sizeBytes: number;
}

function cells({ studyId, removed, objects, sizeBytes }: Counted): (string | number)[] {
  return [studyId, removed, objects, formatBytes(sizeBytes)];
}

function countByThing({ studyId, objects, rules }: PlannedRemoval): (Counted & {
  readonly rule: number | undefined;
})[] {
  const counts = new Map<RemovableThing, { objects: number; sizeBytes: number }>();
  for (const { removed, sizeBytes } of objects) {
    const before = counts.get(removed) ?? { objects: 0, sizeBytes: 0 };
    counts.set(removed, {
      objects: before.objects + 1,
      sizeBytes: before.sizeBytes + sizeBytes,
    });
  }
  return [...counts].map(([removed, sum]) => ({ studyId, removed, ...sum, rule: rules[removed] }));
}

function objectLines(removals: readonly PlannedRemoval[]): string[] {
  const keys = removals.flatMap(({ objects }) => objects.map(({ key }) => `  ${key}`));
  return keys.length === 0 ? [] : ['', 'objects:', ...keys];
}
