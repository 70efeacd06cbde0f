import { collectDefaultMetrics, Registry } from 'prom-client';

/** Gauges of the library that are named as counters, which `promtool check metrics` objects to. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** The figures of a process, with those of Node: CPU, memory, garbage collection, event loop. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
  return registry;
}
