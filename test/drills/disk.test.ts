import { pathToFileURL } from 'node:url';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.js';
import { startStack } from '../support/stack.js';
import { describeDrills, isFull } from './drill-suite.js';
import { fillDisk, forbidWrites } from './faults/disk-faults.js';

const fullSeconds = isFull ? 20 : 4;
const disk = await mountSmallDisk(256);

const withDisk = (small: SmallDisk) =>
  describeDrills(
    'disk of the store',
    [
      {
        fault: `disk full for ${fullSeconds} s`,
        inflict: fillDisk(() => small, 1000 * fullSeconds),
        times: 3,
        note: 'a file system of its own',
      },
    ],
    {
      openStack: async () => {
        const stack = await startStack({ CROSSFOLD_STORE: pathToFileURL(small.folder).href });
        const stop = async () => {
          await stack.stop();
          await small.remove();
        };
        return { ...stack, stop };
      },
    },
  );

if (disk) withDisk(disk);
else {
  describeDrills('files beyond a limit', [
    {
      fault: `disk full for ${fullSeconds} s`,
      inflict: forbidWrites(1000 * fullSeconds),
      times: 3,
      note: 'a limit on the size of files: nothing could be mounted here',
    },
  ]);
}
