export { checkRedis } from './check-redis.js';
export type { RedisTraits } from './check-redis.js';
export { connectRedis, probeRedis } from './connect-redis.js';
export type { CheckedRedis, ConnectionOptions } from './connect-redis.js';
export { nameRedisError } from './name-redis-error.js';
export { hostOf, openRedis } from './open-redis.js';
export type { RedisClient } from './open-redis.js';
export { announcePresence, readPresence } from './presence.js';
export type { Presence, SeenWorker, WorkersSeen } from './presence.js';
