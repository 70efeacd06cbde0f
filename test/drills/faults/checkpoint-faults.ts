import { readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { byteObjects } from '@crossfold/contracts';
import { keysOf, openTrials } from '../drill-objects.js';
import { pickWorker, type Fault } from '../drill-range.js';
import { untilSaid } from './process-faults.js';

/** The newest checkpoint of a trial is no longer what was written; the next worker says so. */
export function damageCheckpoint(change: 'flip' | 'truncate'): Fault {
  return async (range, studyId) => {
    const { stack } = range;
    await range.endWorker(pickWorker(range), 'SIGTERM');
    const prefixes = (await openTrials(stack, studyId)).map((trialId) =>
      byteObjects.checkpoint.prefix({ studyId, trialId }),
    );
    const keys = await keysOf(stack, studyId);
    const newest = keys.filter((key) => prefixes.some((prefix) => key.startsWith(prefix))).at(-1);
    if (newest) await damage(join(stack.folder, 'store', 'objects', newest), change);
    const worker = await range.startWorker();
    if (newest) await untilSaid(worker, 'damaged checkpoint');
  };
}

async function damage(link: string, change: 'flip' | 'truncate'): Promise<void> {
  const path = await realpath(link);
  const bytes = await readFile(path);
  const at = bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  await writeFile(path, change === 'flip' ? bytes : bytes.subarray(0, at));
}
