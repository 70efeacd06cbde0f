import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { storeMetrics } from './store-metrics.js';

it('counts faults of the store, and takes what is or is not there for an answer', async () => {
  const registry = new Registry();
  const store = storeMetrics(registry);
  store.operation('get', 0.003, null);
  store.operation('get', 0.3, 'OBJECT_MISSING');
  store.operation('put', 2, 'OBJECT_EXISTS');
  store.operation('put', 11, 'STORE_UNAVAILABLE');
  store.bytes('written', 7);
  store.bytes('written', 5);
  const text = await registry.metrics();
  const lines = text
    .split('\n')
    .filter((line) => /errors_total\{|bytes_total\{|_count\{/.test(line));
  expect(lines).toEqual([
    'crossfold_store_operation_duration_seconds_count{operation="get"} 2',
    'crossfold_store_operation_duration_seconds_count{operation="put"} 2',
    'crossfold_store_errors_total{operation="put",code="STORE_UNAVAILABLE"} 1',
    'crossfold_store_bytes_total{direction="written"} 12',
  ]);
  expect(text).toContain('duration_seconds_bucket{le="0.005",operation="get"} 1');
});
