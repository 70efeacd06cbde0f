import { fileURLToPath } from 'node:url';
import { fromPlainError, writeStderrLine } from '@crossfold/contracts';
import { Piscina } from 'piscina';
import type {
  ListedObject,
  LoadedObject,
  ObjectStore,
  PutOptions,
  StoredObject,
} from '../object-store.js';
import type { GatewaySettings } from '../gateway-settings.js';
import type { StoreSettings } from '../store-settings.js';
import type { Answer, ListTask, PutTask } from './store.thread.js';

/** What a thread can be asked for in one message. */
export interface StoreInThread extends Pick<ObjectStore, 'delete' | 'list'> {
  get(key: string): Promise<LoadedObject>;

  /** Bytes in shared memory are not copied: they have to stay as they are until it is done. */
  put(key: string, body: Uint8Array, options?: PutOptions): Promise<StoredObject>;

  /** Gives up what is under way. */
  close(): Promise<void>;
}

/**
 * A store whose work is done by a thread with an event loop of its own, for a process whose own one
 * stands still most of the time: a body goes out in hundreds of pieces, and each would wait for the
 * next pause. Lists come at once, so they have to be short.
 */
export function openStoreInThread(settings: StoreSettings | GatewaySettings): StoreInThread {
  const thread = new Piscina<unknown, Answer<unknown>>({
    filename: fileURLToPath(new URL('./store.thread.js', import.meta.url)),
    workerData: settings,
    // Begun at the first call: one that cannot begin fails that call, in place of beginning for ever.
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: Infinity,
    // The flags of this process are its own.
    execArgv: [],
    // The SDK's word on old versions of Node is for the process to say, once.
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    concurrentTasksPerWorker: 4,
    // Else the thread sleeps between calls so deeply that it does not see connections close.
    atomics: 'disabled',
  });
  let closing = false;
  thread.on('error', (error: Error) => {
    // An answer to what was given up comes as one, too.
    if (closing) return;
    // No call was under way, and the next one begins another thread.
    writeStderrLine(`thread of the store: ${error.stack ?? error.message}`);
  });

  async function ask<T>(name: string, task: unknown): Promise<T> {
    const answer = (await thread.run(task, { name })) as Answer<T>;
    if ('value' in answer) return answer.value;
    throw fromPlainError(answer.failed);
  }

  return {
    put: (key, body, options = {}) => ask('put', { key, body, options } satisfies PutTask),
    get: (key) => ask<LoadedObject>('get', key),
    delete: (key) => ask('remove', key),
    async *list(prefix, { startAfter = '', limit = Infinity } = {}) {
      const task: ListTask = { prefix, startAfter, limit };
      yield* await ask<ListedObject[]>('list', task);
    },
    close() {
      closing = true;
      return thread.destroy();
    },
  };
}
