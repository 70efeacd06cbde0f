import { AppError, isFinalTrialState, type Study } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import { forecastStudy } from '../forecast/forecast-study.js';
import { isFinalRecord } from '../progress/study-final.js';
import type { StudyRecord } from '../progress/study-record.js';

export interface StoreRoom {
  readonly quotaBytes: number;
  /** That the store holds. */
  readonly usedBytes: number;
  /** That studies which are not over will write. */
  readonly promisedBytes: number;
}

export interface StoreQuota {
  /**
   * Proves that what a new study will write fits beside what is there and what others will write.
   *
   * @throws AppError QUOTA_EXCEEDED
   */
  assertRoom(study: Study): Promise<void>;
}

interface QuotaSettings {
  /** Null for none. */
  readonly quotaBytes: number | null;
  /** All, of which those that are not over will write more. */
  readonly listStudies: () => readonly StudyRecord[];
  /** Is told where less than a fifth is left once the study is written. */
  readonly onScarce: (room: StoreRoom) => void;
}

const scarceShare = 0.8;
/** A listing of all is not made for each of many submissions. */
const measuredForMs = 60_000;

/** How much a store may hold, as its objects' contents take. */
export function createStoreQuota(
  store: ObjectStore,
  { quotaBytes, listStudies, onScarce }: QuotaSettings,
): StoreQuota {
  let measured: { readonly atMs: number; readonly bytes: Promise<number> } | null = null;

  function usedBytes(): Promise<number> {
    const atMs = performance.now();
    if (measured === null || atMs - measured.atMs > measuredForMs) {
      const bytes = sumSizes(store);
      measured = { atMs, bytes };
      bytes.catch(() => (measured = null));
    }
    return measured.bytes;
  }

  return {
    async assertRoom(study) {
      if (quotaBytes === null) return;
      const needed = expectedBytes(study);
      const open = listStudies().filter((record) => !isFinalRecord(record));
      const promisedBytes = open.reduce((sum, record) => sum + remainingBytes(record), 0);
      const room = { quotaBytes, usedBytes: await usedBytes(), promisedBytes };
      const total = room.usedBytes + promisedBytes + needed;
      if (total > quotaBytes) throw exceeded(study, needed, room);
      if (total > scarceShare * quotaBytes)
        onScarce({ ...room, promisedBytes: promisedBytes + needed });
    },
  };
}

async function sumSizes(store: ObjectStore): Promise<number> {
  let sum = 0;
  for await (const { sizeBytes } of store.list('')) sum += sizeBytes;
  return sum;
}

/** Weights, and what members say of the sealed part; all the rest is small beside them. */
function expectedBytes(study: Study): number {
  const images = { train: 0, validation: 0, test: 0 };
  const { weightsBytes, sealed } = forecastStudy(study, [], { images, findPace: () => null });
  return weightsBytes + (sealed?.bytes ?? 0);
}

function remainingBytes({ study, trials }: StudyRecord): number {
  let open = 0;
  for (const { state } of trials.values()) if (!isFinalTrialState(state)) open += 1;
  return (expectedBytes(study) * open) / Math.max(1, trials.size);
}

function exceeded(
  { name }: Study,
  needed: number,
  { quotaBytes, usedBytes, promisedBytes }: StoreRoom,
): AppError {
  const left = Math.max(0, quotaBytes - usedBytes - promisedBytes);
  return new AppError(
    'QUOTA_EXCEEDED',
    `expected at most ${inGb(left)} for ${name}, which are left of the store's ${inGb(quotaBytes)} (${inGb(usedBytes)} used, ${inGb(promisedBytes)} for studies that are not over), got ${inGb(needed)}`,
  );
}

function inGb(bytes: number): string {
  return `${(bytes / 1e9).toFixed(3)} GB`;
}
