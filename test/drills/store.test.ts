import type { FaultyProxy } from '../support/faulty-proxy.js';
import { startFaultyS3Stack } from '../support/faulty-s3.js';
import { describeDrills, isFull } from './drill-suite.js';
import { createStoreOutages, keyRefused, proxyAnswer } from './faults/store-faults.js';

const [awaySeconds, badSeconds] = isFull ? [60, 8] : [4, 4];
const opened: { proxy?: FaultyProxy } = {};
const outages = createStoreOutages(() => {
  if (!opened.proxy) throw new Error('expected the proxy to be open');
  return opened.proxy;
});
const { failing } = outages;

describeDrills(
  'store that fails',
  [
    {
      fault: `20 % of store calls fail for ${badSeconds} s`,
      inflict: failing(0.2, 'unavailable', 1000 * badSeconds),
      times: 5,
    },
    {
      fault: `20 % of store calls reset in mid-upload for ${badSeconds} s`,
      inflict: failing(0.2, 'reset', 1000 * badSeconds),
      times: 5,
    },
    {
      fault: `store slow for ${badSeconds} s`,
      inflict: failing(1, 'slow', 1000 * badSeconds),
      times: 3,
      note: 'each call takes 2 s more',
    },
    {
      fault: `a proxy answers 404 for the store for ${badSeconds} s`,
      inflict: failing(1, proxyAnswer, 1000 * badSeconds),
      times: 3,
      note: 'text/plain, which is no answer of S3',
    },
    {
      fault: `the store refuses the access key for ${badSeconds} s`,
      inflict: failing(1, keyRefused, 1000 * badSeconds),
      times: 3,
    },
    {
      fault: `store away ${awaySeconds} s`,
      inflict: failing(1, 'unavailable', 1000 * awaySeconds),
      times: 2,
    },
  ],
  {
    openStack: async () => {
      const { stack, proxy } = await startFaultyS3Stack(() => outages.decide());
      opened.proxy = proxy;
      return stack;
    },
  },
);
