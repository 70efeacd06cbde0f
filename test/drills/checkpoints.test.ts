import { describeDrills } from './drill-suite.js';
import { damageCheckpoint } from './faults/checkpoint-faults.js';

const note = 'said so, went on from the one before';

describeDrills('damaged checkpoints', [
  {
    fault: 'byte of the newest checkpoint flipped',
    inflict: damageCheckpoint('flip'),
    times: 3,
    note,
  },
  {
    fault: 'newest checkpoint truncated',
    inflict: damageCheckpoint('truncate'),
    times: 3,
    note,
  },
]);
