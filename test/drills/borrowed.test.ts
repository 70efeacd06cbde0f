import { startBorrowedStack, type BorrowedStack } from '../support/borrowed-stack.js';
import { describeDrills, isFull } from './drill-suite.js';
import { silence, withholdKeys } from './faults/borrowed-faults.js';

const withheldSeconds = isFull ? 30 : 6;
/** The usual one in the full form. */
const silenceSeconds = isFull ? 30 : 3;
const opened: { borrowed?: BorrowedStack } = {};
const borrowed = () => {
  if (!opened.borrowed) throw new Error('expected the stack to be open');
  return opened.borrowed;
};

describeDrills(
  'what others run',
  [
    {
      fault: `no credentials for ${withheldSeconds} s`,
      inflict: withholdKeys(borrowed, 1000 * withheldSeconds),
      times: 3,
      note: 'the endpoint answers 503, and what it gave has lapsed',
    },
    {
      fault: 'connections to S3 go silent',
      inflict: silence(borrowed, 's3'),
      times: 3,
      note: `given up after ${silenceSeconds} s`,
    },
    {
      fault: 'connections to Redis go silent',
      inflict: silence(borrowed, 'redis'),
      times: 3,
      note: 'readiness red, then new connections',
    },
  ],
  {
    openStack: async () => {
      opened.borrowed = await startBorrowedStack(silenceSeconds);
      return opened.borrowed.stack;
    },
  },
);
