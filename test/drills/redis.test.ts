import { describeDrills, isFull } from './drill-suite.js';
import { flushRedis, killRedis } from './faults/redis-faults.js';

const awaySeconds = isFull ? 60 : 4;

describeDrills('Redis', [
  { fault: 'Redis flushed', inflict: flushRedis, times: 3 },
  { fault: 'Redis killed -9 and restarted', inflict: killRedis(0), times: 3 },
  { fault: `Redis away ${awaySeconds} s`, inflict: killRedis(1000 * awaySeconds), times: 2 },
]);
