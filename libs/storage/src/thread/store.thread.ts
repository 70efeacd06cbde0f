import { toPlainError, type PlainError } from '@crossfold/contracts';
import { workerData } from 'piscina';
import type { ListedObject, LoadedObject, PutOptions, StoredObject } from '../object-store.js';
import { openObjectStore } from '../open-store.js';
import type { GatewaySettings } from '../gateway-settings.js';
import type { StoreSettings } from '../store-settings.js';

/* The thread of {@link openStoreInThread}: one store, and a function for each thing asked of it. */

export type Answer<T> = { readonly value: T } | { readonly failed: PlainError };

const store = openObjectStore(workerData as StoreSettings | GatewaySettings);

async function answer<T>(work: Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await work };
  } catch (thrown) {
    return { failed: toPlainError(thrown) };
  }
}

export interface PutTask {
  readonly key: string;
  readonly body: Uint8Array;
  readonly options: PutOptions;
}

export const put = ({ key, body, options }: PutTask): Promise<Answer<StoredObject>> =>
  answer(store.put(key, body, options));

export const get = (key: string): Promise<Answer<LoadedObject>> => answer(store.get(key));

export interface ListTask {
  readonly prefix: string;
  readonly startAfter: string;
  readonly limit: number;
}

export const list = ({ prefix, ...options }: ListTask): Promise<Answer<ListedObject[]>> =>
  answer(collect(store.list(prefix, options)));

export const remove = (key: string): Promise<Answer<void>> => answer(store.delete(key));

async function collect(objects: AsyncIterable<ListedObject>): Promise<ListedObject[]> {
  const found: ListedObject[] = [];
  for await (const object of objects) found.push(object);
  return found;
}
