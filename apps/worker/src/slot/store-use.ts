import type { ErrorCode } from '@crossfold/contracts';
import type { StoreObserver, StoreOperation } from '@crossfold/storage';

/** Which operation, how many seconds it took, its error, and when it ended in ms since 1970. */
export type UsedOperation = readonly [StoreOperation, number, ErrorCode | null, number];

/** What a process has asked of the store since it told that last, as a message can hold it. */
export interface StoreUse {
  readonly operations: readonly UsedOperation[];
  readonly readBytes: number;
  readonly writtenBytes: number;
}

/** Operations that are kept until they are told; a task that tells nothing for long may have more. */
const maxKept = 10_000;

/** Keeps what a store is asked, for a process that tells another of it. */
export function collectStoreUse(): {
  readonly observer: StoreObserver;
  /** What was kept since the last call; null where nothing was. */
  readonly take: () => StoreUse | null;
} {
  const kept = {
    operations: [] as UsedOperation[],
    readBytes: 0,
    writtenBytes: 0,
  };
  return {
    observer: {
      operation(...told) {
        if (kept.operations.length < maxKept) kept.operations.push([...told, Date.now()]);
      },
      bytes(direction, count) {
        kept[direction === 'read' ? 'readBytes' : 'writtenBytes'] += count;
      },
    },
    take() {
      const { operations, readBytes, writtenBytes } = kept;
      if (operations.length === 0 && readBytes + writtenBytes === 0) return null;
      Object.assign(kept, { operations: [], readBytes: 0, writtenBytes: 0 });
      return { operations, readBytes, writtenBytes };
    },
  };
}

/** Tells an observer here what another process has asked of the store. */
export function tellStoreUse(
  { operations, readBytes, writtenBytes }: StoreUse,
  observer: StoreObserver,
): void {
  for (const [name, seconds, error] of operations) observer.operation(name, seconds, error);
  if (readBytes > 0) observer.bytes('read', readBytes);
  if (writtenBytes > 0) observer.bytes('written', writtenBytes);
}
