import { AppError } from '@crossfold/contracts';
import type { z } from 'zod';
import { readJson } from './json-records.js';
import type { ObjectStore } from './object-store.js';

/** What was found wrong so far, and what is still to be compared. */
export type Check = ReturnType<typeof createCheck>;

export function createCheck(store: ObjectStore) {
  const problems: string[] = [];
  /** Keys that have to be there, with the hash that a record gives where one does. */
  const expected = new Map<string, string | null>();

  function complain(problem: string): void {
    if (!problems.includes(problem)) problems.push(problem);
  }

  async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!isDamage(error)) throw error;
      complain(error.message);
      return null;
    }
  }

  async function compare(key: string): Promise<void> {
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

  async function record<S extends z.ZodType>(key: string, schema: S): Promise<z.output<S> | null> {
    return attempt(() => readJson(store, key, schema));
  }

  return {
    problems,
    complain,
    has,
    /** Null where it is damaged or not there, which is a problem. */
    record,
    /** Null where it is not there, too, which is none. */
    recordIfThere: async <S extends z.ZodType>(key: string, schema: S) =>
      (await has(key)) ? record(key, schema) : null,
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
      return objects;
    },
  };
}

/** Whether the store works, and what it holds is not what was written. */
export function isDamage(error: unknown): error is AppError {
  return (
    error instanceof AppError &&
    (error.code === 'OBJECT_CORRUPT' || error.code === 'OBJECT_MISSING')
  );
}
