import { AppError, contentHash, records, type Manifest } from '@crossfold/contracts';
import { diffManifests, type ManifestDiff } from '@crossfold/data';
import { readRecord, type ObjectStore } from '@crossfold/storage';
import { studiesOf } from './remove-dataset.js';
import { unlessDamaged } from './unless-damaged.js';

/** What a name stands for, and what of it another content would change. */
export interface Replacement {
  readonly manifestSha256: string;
  /** Null where the former manifest can no longer be read. */
  readonly changes: ChangeCounts | null;
  /** Studies that rest on the former manifest, and keep it. */
  readonly studies: readonly string[];
}

interface ChangeCounts {
  readonly added: number;
  readonly removed: number;
  readonly relabelled: number;
  /** Images of which something else changes, such as their file or group. */
  readonly otherwise: number;
}

/** Whether they say the same, in whichever version they were stored. */
export function isSame(a: Manifest, b: Manifest): boolean {
  return contentHash(a) === contentHash(b);
}

/** @returns null where the name is new, or stands for this very content */
export async function findReplacement(
  store: ObjectStore,
  name: string,
  manifest: Manifest,
): Promise<Replacement | null> {
  const key = records.dataset.key({ name });
  if (!(await store.head(key))) return null;
  const { manifestSha256 } = await readRecord(store, records.dataset, { name });
  if (manifestSha256 === contentHash(manifest)) return null;
  const former = await unlessDamaged(
    readRecord(store, records.manifest, { sha256: manifestSha256 }),
  );
  if (former && isSame(former, manifest)) return null;
  const { studies } = await studiesOf(store, [manifestSha256]);
  const changes = former && countChanges(diffManifests(former, manifest));
  return { manifestSha256, changes, studies };
}

export function notReplaced(name: string, replacement: Replacement): AppError {
  return new AppError(
    'CONFLICT',
    `expected a new name or the same content for ${name}, got another content than its manifest ${replacement.manifestSha256.slice(0, 12)}`,
    {
      problems: replacementLines(replacement, 'would be'),
      remedy: `Add it under another name: --name NAME; or let ${name} stand for it: --replace.`,
    },
  );
}

export function replacementLines(
  { manifestSha256, changes, studies }: Replacement,
  verb: 'would be' | 'were',
): string[] {
  const short = manifestSha256.slice(0, 12);
  return [
    changes
      ? `${changes.added} images ${verb} added, ${changes.removed} removed, ${changes.relabelled} relabelled, ${changes.otherwise} changed otherwise`
      : `the former manifest ${short} cannot be read, so that nothing can be compared`,
    ...studies.map((studyId) => `study ${studyId} keeps the former manifest ${short}`),
  ];
}

function countChanges({ added, removed, changed }: ManifestDiff): ChangeCounts {
  const relabelled = changed.filter(({ fields }) => fields.some(({ field }) => field === 'label'));
  return {
    added: added.length,
    removed: removed.length,
    relabelled: relabelled.length,
    otherwise: changed.length - relabelled.length,
  };
}
