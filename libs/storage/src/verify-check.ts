import type { DocumentSchema, RecordKind } from '@crossfold/contracts';
import type { z } from 'zod';
import type { ObjectStore } from './object-store.js';
import { readRecord } from './records.js';
import type { RemovedBy } from './removals.js';
import { isDamage, isUnreadable } from './unreadable.js';

/** What was found wrong so far, and what is still to be compared. */
export type Check = ReturnType<typeof createCheck>;

/** @param removed objects that policies took out: their absence is no damage */
export function createCheck(
  store: ObjectStore,
  removed: ReadonlyMap<string, RemovedBy> = new Map(),
) {
  const absent = new Set<string>();
  const problems: string[] = [];
  /** Documents that another crossfold wrote: nothing is known to be wrong with them. */
  const unreadVersions: string[] = [];
  /** Keys that have to be there, with the hash that a record gives where one does. */
  const expected = new Map<string, string | null>();

  function complain(problem: string): void {
    if (!problems.includes(problem)) problems.push(problem);
  }

  async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      const { code, message } = error;
      if (code !== 'SCHEMA_VERSION_UNKNOWN') complain(message);
      else if (!unreadVersions.includes(message)) unreadVersions.push(message);
      return null;
    }
  }

  async function compare(key: string): Promise<void> {
    if (removed.has(key) && !(await has(key))) {
      absent.add(key);
      expected.delete(key);
      return;
    }
    const loaded = await attempt(() => store.get(key));
    const wanted = expected.get(key) ?? null;
    expected.delete(key);
    if (!loaded || wanted === null || loaded.sha256 === wanted) return;
    complain(`expected SHA-256 ${wanted} for ${key}, got ${loaded.sha256}`);
  }

  /** One that lost its bytes is there: whoever reads it finds out. */
  async function has(key: string): Promise<boolean> {
    try {
      return (await store.head(key)) !== null;
    } catch (error) {
      if (isDamage(error)) return true;
      throw error;
    }
  }

  async function record<P, S extends DocumentSchema>(
    kind: RecordKind<P, S>,
    at: NoInfer<P>,
  ): Promise<z.output<S> | null> {
    return attempt(() => readRecord(store, kind, at));
  }

  return {
    problems,
    unreadVersions,
    /** Objects that a policy took out and that are looked for. */
    absent,
    complain,
    has,
    /** Null where it cannot be read or is not there, of which it takes note. */
    record,
    /** Null where it is not there, too, which is none. */
    recordIfThere: async <P, S extends DocumentSchema>(kind: RecordKind<P, S>, at: NoInfer<P>) =>
      (await has(kind.key(at))) ? record(kind, at) : null,
    /** @param sha256 null where no record says it */
    expect(key: string, sha256: string | null = null) {
      expected.set(key, sha256 ?? expected.get(key) ?? null);
    },
    /** Compares all objects below a prefix, and what is expected elsewhere or not there at all. */
    async all(prefix: string): Promise<number> {
      let objects = 0;
      for await (const { key } of store.list(prefix)) {
        objects += 1;
        await compare(key);
      }
      for (const key of [...expected.keys()]) {
        objects += 1;
        await compare(key);
      }
      return objects - absent.size;
    },
  };
}
