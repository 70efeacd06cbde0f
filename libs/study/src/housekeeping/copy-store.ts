import { byteObjects, records, studyFolder } from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import { isDamage, type ListedObject, type ObjectHead, type ObjectStore } from '@crossfold/storage';
import { listStudyIds } from '../progress/study-ids.js';
import {
  folderOfKind,
  kindOfKey,
  objectKinds,
  rankOf,
  type ObjectKind,
} from './record-references.js';

export interface CopySettings {
  /** Whether a document of the target that differs is replaced; else it stays and is told. */
  readonly overwrites: boolean;
  readonly onProgress?: (progress: {
    readonly objects: number;
    readonly sizeBytes: number;
  }) => void;
  readonly signal?: AbortSignal;
}

export interface CopiedStore {
  /** Written now. */
  readonly objects: number;
  readonly sizeBytes: number;
  /** There already, and the same. */
  readonly same: number;
  /** There already and another one, which was kept. */
  readonly kept: readonly string[];
  /** Changed while they were copied: the next copy takes them, and what names them. */
  readonly changed: readonly string[];
  /** Of the source; what is damaged is not copied, nor what names it. */
  readonly damaged: readonly string[];
}

const copiesInFlight = 8;
/** Larger ones go through in pieces. */
const maxBytesAtOnce = 8 * 2 ** 20;

/**
 * Makes a store hold what another one does, but for images that were sent to be predicted. What is
 * there already is not sent again. Everything is copied after what it names, and the record of a study
 * last, so that what is there is whole at every moment, also when this is killed or the source is in
 * use: then a further copy goes on.
 *
 * @throws AppError of either store; what is damaged in the source is told in the result
 */
export async function copyStore(
  source: ObjectStore,
  target: ObjectStore,
  settings: CopySettings,
): Promise<CopiedStore> {
  const copy = createCopy(source, target, settings);
  // In the order in which they name each other: whoever is named was written before.
  const last = await listLayers(source, foldersAfterStudies.map(wholeFolder));
  const studyIds = await listStudyIds(source);
  await copy.group(await listLayers(source, foldersBeforeStudies.map(wholeFolder)), {
    folders: foldersBeforeStudies,
    isOneThing: false,
  });
  for (const studyId of studyIds) {
    const listings = listingsOfStudy(studyId);
    const folders = [...new Set(listings.map(({ prefix }) => prefix))];
    await copy.group(await listLayers(source, listings), { folders, isOneThing: true });
  }
  await copy.group(last, { folders: foldersAfterStudies, isOneThing: false });
  return copy.result();
}

const transientFolders = ['predictions/'];
const afterStudies: readonly ObjectKind[] = ['registeredModel', 'openCrossEvaluation'];

/** Those that hold more than studies, what names others first. */
const folders = [...new Set([...objectKinds].sort(namingFirst).map(folderOfKind))].filter(
  (folder) => folder !== 'studies/' && !transientFolders.includes(folder),
);
const foldersAfterStudies = folders.filter((folder) =>
  afterStudies.some((kind) => folderOfKind(kind) === folder),
);
const foldersBeforeStudies = folders.filter((folder) => !foldersAfterStudies.includes(folder));

function namingFirst(a: ObjectKind, b: ObjectKind): number {
  return rankOf(b) - rankOf(a);
}

/** Of these ranks, the greater one excluded, is taken what a listing has. */
interface Listing {
  readonly prefix: string;
  readonly from: number;
  readonly below: number;
}

function wholeFolder(prefix: string): Listing {
  return { prefix, from: 0, below: Infinity };
}

/** What names others is listed before them. A report also tells of openings, by others too. */
function listingsOfStudy(studyId: string): Listing[] {
  const prefix = studyFolder(studyId);
  const [report, receipt] = [rankOf('report'), rankOf('receipt')];
  return [
    { prefix, from: report, below: Infinity },
    { prefix, from: receipt, below: report },
    { prefix, from: 0, below: receipt },
    wholeFolder(records.sealedOpening.prefix({})),
    wholeFolder(records.removal.prefix({ studyId })),
  ];
}

type Outcome = 'copied' | 'same' | 'kept' | 'changed' | 'damaged';

function createCopy(
  source: ObjectStore,
  target: ObjectStore,
  { overwrites, onProgress = () => undefined, signal }: CopySettings,
) {
  let [objects, sizeBytes, same] = [0, 0, 0];
  const told = { kept: [] as string[], changed: [] as string[], damaged: [] as string[] };

  async function copyOne(listed: ListedObject, there: ObjectHead | undefined): Promise<Outcome> {
    const { key } = listed;
    try {
      if (there && isFixed(key)) {
        if (there.sizeBytes === listed.sizeBytes) return 'same';
        if (!overwrites) return 'kept';
      }
      if (listed.sizeBytes > maxBytesAtOnce) {
        await target.put(key, await source.getStream(key));
        return 'copied';
      }
      const { bytes, etag, sha256 } = await source.get(key);
      if (etag !== listed.etag) return 'changed';
      if (there && !isFixed(key)) {
        const old = await target.get(key).catch(nullIfDamaged);
        if (old?.sha256 === sha256) return 'same';
        if (!overwrites && old) return 'kept';
      }
      await target.put(key, bytes);
      return 'copied';
    } catch (error) {
      // Gone since it was listed: a checkpoint, or what a policy removed.
      if (isDamage(error)) return error.code === 'OBJECT_CORRUPT' ? 'damaged' : 'changed';
      throw error;
    }
  }

  function count(outcome: Outcome, listed: ListedObject): void {
    if (outcome === 'copied') {
      objects += 1;
      sizeBytes += listed.sizeBytes;
      onProgress({ objects, sizeBytes });
    } else if (outcome === 'same') same += 1;
    else told[outcome].push(listed.key);
  }

  return {
    result: (): CopiedStore => ({ objects, sizeBytes, same, ...told }),

    /** @param isOneThing what names an object that was not copied waits for the next copy */
    async group(
      layers: Layers,
      {
        folders: prefixes,
        isOneThing,
      }: { readonly folders: readonly string[]; readonly isOneThing: boolean },
    ): Promise<void> {
      const there = new Map<string, ObjectHead>();
      for (const prefix of prefixes) {
        for await (const { key, ...head } of target.list(prefix)) there.set(key, head);
      }
      for (const rank of [...layers.keys()].sort((a, b) => a - b)) {
        const missed: string[] = [];
        await mapBounded(layers.get(rank) ?? [], copiesInFlight, async (listed) => {
          signal?.throwIfAborted();
          const outcome = await copyOne(listed, there.get(listed.key));
          count(outcome, listed);
          const isMissed = outcome === 'damaged' || outcome === 'changed';
          if (isMissed && !isTransient(listed.key)) missed.push(listed.key);
        });
        if (isOneThing && missed.length > 0) return;
      }
    },
  };
}

/** Objects by their rank. */
type Layers = ReadonlyMap<number, readonly ListedObject[]>;

async function listLayers(source: ObjectStore, listings: readonly Listing[]): Promise<Layers> {
  const layers = new Map<number, ListedObject[]>();
  for (const { prefix, from, below } of listings) {
    for await (const listed of source.list(prefix)) {
      const kind = kindOfKey(listed.key);
      const rank = kind ? rankOf(kind) : 0;
      if (rank < from || rank >= below) continue;
      const layer = layers.get(rank) ?? [];
      layer.push(listed);
      layers.set(rank, layer);
    }
  }
  return layers;
}

/** Whether an object never changes once it is there: its key tells it apart. */
function isFixed(key: string): boolean {
  const kind = kindOfKey(key);
  if (kind === null) return false;
  if (!(kind in records)) return kind !== 'trialLog';
  const isOfAttempt = ['predictions', 'innerPredictions', 'history'].includes(kind);
  return isOfAttempt || records[kind as keyof typeof records].write === 'once';
}

/** What comes, goes and grows, and nothing names. */
function isTransient(key: string): boolean {
  return [byteObjects.checkpoint, byteObjects.trialLog].some(
    ({ parseKey }) => parseKey(key) !== null,
  );
}

function nullIfDamaged(error: unknown): null {
  if (isDamage(error)) return null;
  throw error;
}
