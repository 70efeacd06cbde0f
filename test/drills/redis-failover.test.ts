import { startRedisPair, type RedisPair } from '../support/redis-pair.js';
import { startStack } from '../support/stack.js';
import { describeDrills } from './drill-suite.js';

const opened: { pair?: RedisPair } = {};

describeDrills(
  'Redis with a replica',
  [
    {
      fault: 'Redis failed over to its replica after 3 s',
      inflict: async () => opened.pair?.failOver(3000),
      times: 3,
    },
  ],
  {
    openStack: async () => {
      const pair = await startRedisPair();
      opened.pair = pair;
      const stack = await startStack({ REDIS_URL: pair.url });
      const stop = async () => {
        await stack.stop();
        await pair.stop();
      };
      return { ...stack, stop };
    },
  },
);
