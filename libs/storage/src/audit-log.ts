import { records, sha256, type AuditEntry } from '@crossfold/contracts';
import { createRecord, encodeRecord, listRecords, readBoundedRecord } from './records.js';
import type { ObjectStore } from './object-store.js';
import { isUnreadable } from './unreadable.js';

/** So many commands one object has at most; those that come while one is written wait for the next. */
const entriesOfObject = 200;

/** Where the chain ends: the number of its last object, and the hash of its bytes. */
export interface AuditHead {
  /** 0 where there is none yet. */
  readonly number: number;
  readonly sha256: string | null;
}

export interface AuditLog {
  /**
   * Adds an entry for good.
   *
   * @throws AppError the errors of `put`: then it may or may not be there
   */
  append(entry: AuditEntry): Promise<void>;
}

interface Waiting {
  readonly entry: AuditEntry;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** The log of commands. Several orchestrators may write it: whoever comes second takes the next number. */
export function createAuditLog(store: ObjectStore): AuditLog {
  const waiting: Waiting[] = [];
  const state: { head: AuditHead | null; isWriting: boolean } = { head: null, isWriting: false };

  const write = async (entries: readonly AuditEntry[]): Promise<void> => {
    state.head ??= await findAuditHead(store);
    for (;;) {
      const { number: last, sha256: previousSha256 } = state.head;
      const number = last + 1;
      const page = { schemaVersion: 1 as const, number, previousSha256, entries: [...entries] };
      if (await createRecord(store, records.auditPage, { number }, page)) {
        const bytes = encodeRecord(records.auditPage, page, records.auditPage.key({ number }));
        state.head = { number, sha256: sha256(bytes) };
        return;
      }
      state.head = await headAt(store, number);
    }
  };

  const writeAll = async (): Promise<void> => {
    state.isWriting = true;
    while (waiting.length > 0) {
      const taken = waiting.splice(0, entriesOfObject);
      try {
        await write(taken.map(({ entry }) => entry));
        for (const { resolve } of taken) resolve();
      } catch (error) {
        // Whether it was written, nobody knows: the next one looks again.
        state.head = null;
        for (const { reject } of taken) reject(error);
      }
    }
    state.isWriting = false;
  };

  return {
    append(entry) {
      return new Promise((resolve, reject) => {
        waiting.push({ entry, resolve, reject });
        if (!state.isWriting) void writeAll();
      });
    },
  };
}

/** The end of the chain, found by questions whose number is logarithmic in its length. */
async function findAuditHead(store: ObjectStore): Promise<AuditHead> {
  const isThere = async (number: number) =>
    (await store.head(records.auditPage.key({ number }))) !== null;
  let [there, gone] = [0, 1];
  while (await isThere(gone)) [there, gone] = [gone, 2 * gone];
  while (gone - there > 1) {
    const middle = Math.floor((there + gone) / 2);
    if (await isThere(middle)) there = middle;
    else gone = middle;
  }
  return headAt(store, there);
}

async function headAt(store: ObjectStore, number: number): Promise<AuditHead> {
  if (number === 0) return { number, sha256: null };
  const { bytes } = await store.get(records.auditPage.key({ number }));
  return { number, sha256: sha256(bytes) };
}

/** An entry, and where it stands: `next` of a page that ends with it. */
export interface PlacedEntry {
  readonly entry: AuditEntry;
  readonly position: string;
}

/**
 * Entries from the newest to the oldest.
 *
 * @param before position of the entry after which to go on
 * @throws AppError as `readRecord`
 */
export async function* listAuditEntries(
  store: ObjectStore,
  before: string | null = null,
): AsyncGenerator<PlacedEntry> {
  const [, place, line] = /^(\d{1,9})\.(\d{1,9})$/.exec(before ?? '') ?? [];
  const newest = Math.min(Number(place ?? Infinity), (await findAuditHead(store)).number);
  for (let number = newest; number > 0; number -= 1) {
    const { entries } = await readBoundedRecord(store, records.auditPage, { number });
    const end = number === Number(place) ? Number(line) : entries.length;
    for (let index = Math.min(end, entries.length) - 1; index >= 0; index -= 1) {
      yield { entry: entries[index] as AuditEntry, position: `${number}.${index}` };
    }
  }
}

export interface VerifiedAuditLog {
  readonly objects: number;
  readonly entries: number;
  /** Of the last object: kept elsewhere, it shows whether the end was cut off. */
  readonly head: AuditHead;
  /** One line for each object that is missing, damaged, or does not follow the one before. */
  readonly problems: readonly string[];
}

/** Reads the whole log: each object must name the hash of the one before, and none may be missing. */
export async function verifyAuditLog(store: ObjectStore): Promise<VerifiedAuditLog> {
  const problems: string[] = [];
  let [objects, entries] = [0, 0];
  let head: AuditHead = { number: 0, sha256: null };
  for await (const { at, key } of listRecords(store, records.auditPage, {})) {
    objects += 1;
    for (let missing = head.number + 1; missing < at.number; missing += 1) {
      problems.push(`${records.auditPage.key({ number: missing })}: is missing`);
    }
    const isNext = at.number === head.number + 1;
    const previous = head.sha256;
    head = await headAt(store, at.number);
    try {
      const page = await readBoundedRecord(store, records.auditPage, at);
      entries += page.entries.length;
      if (page.number !== at.number) problems.push(`${key}: says that it is ${page.number}`);
      if (isNext && page.previousSha256 !== previous) {
        problems.push(`${key}: does not follow the object before, which was changed, or it was`);
      }
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      problems.push(`${key}: ${error.message}`);
    }
  }
  return { objects, entries, head, problems };
}
