import { maxRemovedObjects, records, type Removal, type StorePolicy } from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import { createRecord, listRecords, type ObjectStore } from '@crossfold/storage';
import {
  planRetention,
  type PlannedObject,
  type PlannedRemoval,
  type RetentionPlan,
} from './plan-retention.js';

export interface AppliedRetention {
  readonly objects: number;
  readonly sizeBytes: number;
  /** Objects of the plan that something came to need meanwhile. */
  readonly kept: number;
}

const deletesInFlight = 16;

/**
 * Removes what a plan says. First it is written down; then the plan is made again, so that what came
 * to be needed meanwhile stays; then the objects go. When this breaks off, all that is gone is on
 * record, and the next removal ends it.
 *
 * @param onProgress is told how many objects are gone, of how many
 */
export async function applyRetention(
  store: ObjectStore,
  plan: RetentionPlan,
  policy: StorePolicy,
  nowMs: number,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<AppliedRetention> {
  for (const removal of plan.removals) await record(store, plan, removal, nowMs);
  const again = await planRetention(store, policy, nowMs);
  const due = new Map(again.removals.map((removal) => [removal.studyId, removal]));
  const going = plan.removals.map((removal) => stillDue(removal, due.get(removal.studyId)));
  const total = countOf([...going, ...plan.broken]);
  let done = 0;
  for (const { isWhole, studyId, objects } of [...plan.broken, ...going]) {
    // Without its own record nobody takes what is left for a study that is to be run.
    if (isWhole && objects.length > 0) await store.delete(records.study.key({ studyId }));
    await mapBounded(objects, deletesInFlight, async ({ key }) => {
      await store.delete(key);
      done += 1;
      onProgress(done, total);
    });
  }
  const sizeBytes = [...going, ...plan.broken]
    .flatMap(({ objects }) => objects)
    .reduce((sum, object) => sum + object.sizeBytes, 0);
  return { objects: total, sizeBytes, kept: countOf(plan.removals) - countOf(going) };
}

function countOf(removals: readonly PlannedRemoval[]): number {
  return removals.reduce((sum, { objects }) => sum + objects.length, 0);
}

/** A study that was to go whole and of which a part is needed stays whole. */
function stillDue(planned: PlannedRemoval, again: PlannedRemoval | undefined): PlannedRemoval {
  const isSame = again?.isWhole === planned.isWhole;
  const keys = new Set(isSame ? again?.objects.map(({ key }) => key) : []);
  return { ...planned, objects: planned.objects.filter(({ key }) => keys.has(key)) };
}

async function record(
  store: ObjectStore,
  { policy }: RetentionPlan,
  { studyId, name, isWhole, objects }: PlannedRemoval,
  nowMs: number,
): Promise<void> {
  for (const part of isWhole ? [objects] : partsOf(objects)) {
    const removal = {
      schemaVersion: 1 as const,
      studyId,
      policy,
      removedAt: new Date(nowMs).toISOString(),
      isWhole,
      name,
      count: part.length,
      sizeBytes: part.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      objects: isWhole ? [] : [...part],
    };
    await createNext(store, removal);
  }
}

function partsOf(objects: readonly PlannedObject[]): PlannedObject[][] {
  const parts: PlannedObject[][] = [];
  for (let at = 0; at < objects.length; at += maxRemovedObjects) {
    parts.push(objects.slice(at, at + maxRemovedObjects));
  }
  return parts;
}

async function createNext(store: ObjectStore, removal: Omit<Removal, 'number'>): Promise<void> {
  const { studyId } = removal;
  let number = 1;
  for await (const { at } of listRecords(store, records.removal, { studyId })) {
    number = Math.max(number, at.number + 1);
  }
  while (
    !(await createRecord(store, records.removal, { studyId, number }, { ...removal, number }))
  ) {
    number += 1;
  }
}
