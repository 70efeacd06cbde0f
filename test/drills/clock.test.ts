import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultQueuePrefix, taskQueueName } from '@crossfold/contracts';
import { Queue } from 'bullmq';
import { startStack } from '../support/stack.js';
import { waitUntil } from '../support/wait-until.js';
import { isOver } from './drill-objects.js';
import type { Fault } from './drill-range.js';
import { describeDrills } from './drill-suite.js';
import { killChild } from './faults/process-faults.js';

const shifter = new URL('../support/shift-clock.mjs', import.meta.url);
const opened = { clock: '', offsetMs: 0 };

/** The clocks of all processes of crossfold jump, and stay so. */
function jump(hours: number): Fault {
  return async () => {
    opened.offsetMs += 3_600_000 * hours;
    await writeFile(opened.clock, String(opened.offsetMs));
  };
}

/** A trial waits for its next attempt, until a moment that is hours away all at once. */
const jumpWhileWaiting: Fault = async (range, studyId) => {
  await killChild(range, studyId);
  const connection = { url: range.stack.env['REDIS_URL'] ?? '' };
  const queue = new Queue(taskQueueName, { connection, prefix: defaultQueuePrefix });
  const isWaiting = async () =>
    (await queue.getJobCountByTypes('delayed')) > 0 || (await isOver(range.stack, studyId));
  await waitUntil('a trial that waits for its next attempt', isWaiting, { timeoutMs: 600_000 });
  await queue.close();
  await jump(-2)(range, studyId);
};

describeDrills(
  'clocks',
  [
    { fault: 'clocks jump ahead by an hour', inflict: jump(1), times: 2 },
    { fault: 'clocks jump back by two hours', inflict: jump(-2), times: 2 },
    {
      fault: 'the same while a trial waits for its next attempt',
      inflict: jumpWhileWaiting,
      times: 2,
    },
  ],
  {
    openStack: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'crossfold-clock-'));
      opened.clock = join(folder, 'offset');
      const stack = await startStack({
        NODE_OPTIONS: `--import ${shifter.href}`,
        CROSSFOLD_TEST_CLOCK: opened.clock,
      });
      const stop = async () => {
        await stack.stop();
        await rm(folder, { recursive: true, force: true });
      };
      return { ...stack, stop };
    },
  },
);
