export { buckets } from './buckets.js';
export { createRegistry } from './registry.js';
export { measureRedis } from './redis-metrics.js';
export { storeMetrics } from './store-metrics.js';
