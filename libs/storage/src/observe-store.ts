import { toAppError, type ErrorCode } from '@crossfold/contracts';
import type { ObjectBody, ObjectStore } from './object-store.js';

export type StoreOperation = 'put' | 'get' | 'getStream' | 'head' | 'list' | 'delete' | 'check';

/** What a store is asked, and how it answers. */
export interface StoreObserver {
  /**
   * @param seconds until the answer; of a list, the time waited for its pages; of a stream, until its
   *   first byte can be read
   * @param error null where there was none
   */
  operation(operation: StoreOperation, seconds: number, error: ErrorCode | null): void;
  /** Bytes of objects that have passed. */
  bytes(direction: 'read' | 'written', count: number): void;
}

/** The same store, whose operations are told to an observer. */
export function observeStore(store: ObjectStore, observer: StoreObserver): ObjectStore {
  async function timed<T>(operation: StoreOperation, work: () => Promise<T>): Promise<T> {
    const startedMs = performance.now();
    try {
      const answer = await work();
      observer.operation(operation, secondsSince(startedMs), null);
      return answer;
    } catch (thrown) {
      observer.operation(operation, secondsSince(startedMs), toAppError(thrown).code);
      throw thrown;
    }
  }

  return {
    async put(key, body, options) {
      const stored = await timed('put', () => store.put(key, body, options));
      observer.bytes('written', stored.sizeBytes);
      return stored;
    },
    async get(key, options) {
      const loaded = await timed('get', () => store.get(key, options));
      observer.bytes('read', loaded.bytes.length);
      return loaded;
    },
    async getStream(key, range) {
      const stream = await timed('getStream', () => store.getStream(key, range));
      const counted = countBytes(stream, (count) => {
        observer.bytes('read', count);
      });
      const { etag, sizeBytes, sha256 } = stream;
      return Object.assign(counted, { etag, sizeBytes, sha256 });
    },
    head: (key) => timed('head', () => store.head(key)),
    async *list(prefix, options) {
      let waitedMs = 0;
      let error: ErrorCode | null = null;
      const listed = store.list(prefix, options)[Symbol.asyncIterator]();
      try {
        for (;;) {
          const askedMs = performance.now();
          const next = await listed.next().finally(() => {
            waitedMs += performance.now() - askedMs;
          });
          if (next.done) return;
          yield next.value;
        }
      } catch (thrown) {
        error = toAppError(thrown).code;
        throw thrown;
      } finally {
        observer.operation('list', waitedMs / 1000, error);
        await listed.return?.();
      }
    },
    leftovers: () => store.leftovers(),
    delete: (key) => timed('delete', () => store.delete(key)),
    check: () => timed('check', () => store.check()),
    close: () => store.close(),
  };
}

async function* countBytes(
  stream: Exclude<ObjectBody, Uint8Array>,
  tell: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    tell(chunk.length);
    yield chunk;
  }
}

function secondsSince(startedMs: number): number {
  return (performance.now() - startedMs) / 1000;
}
