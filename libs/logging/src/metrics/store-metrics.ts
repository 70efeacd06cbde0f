import type { ErrorCode } from '@crossfold/contracts';
import type { StoreObserver } from '@crossfold/storage';
import { Counter, Histogram, type Registry } from 'prom-client';
import { buckets } from './buckets.js';

/** What is no fault of a store: the object is there, is not there, or is another version. */
const answers: readonly (ErrorCode | null)[] = [
  null,
  'OBJECT_MISSING',
  'OBJECT_EXISTS',
  'CONFLICT',
  'NOT_FOUND',
  'REQUEST_INVALID',
];

/** Figures of the object store, as this process uses it. */
export function storeMetrics(registry: Registry): StoreObserver {
  const registers = [registry];
  const durations = new Histogram({
    name: 'crossfold_store_operation_duration_seconds',
    help: 'Time until the object store answered, by operation',
    labelNames: ['operation'],
    buckets: [...buckets.operation],
    registers,
  });
  const errors = new Counter({
    name: 'crossfold_store_errors_total',
    help: 'Operations of the object store that met a fault, by operation and code',
    labelNames: ['operation', 'code'],
    registers,
  });
  const bytes = new Counter({
    name: 'crossfold_store_bytes_total',
    help: 'Bytes of objects that were read from the store and written to it',
    labelNames: ['direction'],
    registers,
  });
  return {
    operation(operation, seconds, error) {
      durations.observe({ operation }, seconds);
      if (error !== null && !answers.includes(error)) errors.inc({ operation, code: error });
    },
    bytes(direction, count) {
      bytes.inc({ direction }, count);
    },
  };
}
