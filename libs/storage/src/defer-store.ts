import type { ObjectStore } from './object-store.js';

/** A store that is opened when it is used first. */
export function deferStore(open: () => Promise<ObjectStore>): ObjectStore {
  let opened: Promise<ObjectStore> | undefined;
  const store = () => (opened ??= open());
  return {
    put: async (...args) => (await store()).put(...args),
    get: async (...args) => (await store()).get(...args),
    getStream: async (...args) => (await store()).getStream(...args),
    head: async (key) => (await store()).head(key),
    async *list(...args) {
      yield* (await store()).list(...args);
    },
    async *leftovers() {
      yield* (await store()).leftovers();
    },
    delete: async (key) => (await store()).delete(key),
    check: async () => (await store()).check(),
    async close() {
      await (await opened)?.close();
    },
  };
}
