import type { StudySpecInput } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { beforeAll, describe, inject, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import type { FaultyProxy } from '../support/faulty-proxy.js';
import { startFaultyS3Stack } from '../support/faulty-s3.js';
import type { Stack } from '../support/stack.js';
import { readReceipts, resultHashes, tinyStudy, type CellHashes } from '../support/tiny-study.js';
import { undisturbedTinyStudy } from '../support/undisturbed.js';
import { runChaos } from './chaos.js';
import { untilOver } from './drill-objects.js';
import { openDrillRange, type DrillRange, type Fault } from './drill-range.js';
import { drillStudy, isFull, rowOf } from './drill-suite.js';
import { flushRedis, killRedis, loseKeys } from './faults/redis-faults.js';
import { killChild, killOrchestrator, killWorker, terminate } from './faults/process-faults.js';
import { createStoreOutages } from './faults/store-faults.js';

/** 20 trials: 2 variants × 2 folds × 5 seeds. */
const study: StudySpecInput = isFull ? { ...tinyStudy, seeds: [1, 2, 3, 4, 5] } : drillStudy;
const [faults, runs] = isFull ? [50, 3] : [4, 1];
const workers = 2;

describe('chaos', () => {
  const opened: { proxy?: FaultyProxy } = {};
  const { decide, failing } = createStoreOutages(() => opened.proxy as FaultyProxy);
  const mixture: Readonly<Record<string, Fault>> = {
    'worker -9': killWorker,
    'child -9': killChild,
    'orchestrator -9': killOrchestrator,
    SIGTERM: terminate,
    'Redis flushed': flushRedis,
    'Redis restarted': killRedis(1000),
    'keys lost': loseKeys,
    'store away': failing(1, 'unavailable', 3000),
    'store bad': failing(0.2, 'unavailable', 3000),
    'uploads reset': failing(0.2, 'reset', 3000),
    'store slow': failing(1, 'slow', 3000),
  };
  let stack: Stack;
  let range: DrillRange;
  let undisturbed: readonly CellHashes[];

  beforeAll(async () => {
    const faulty = await startFaultyS3Stack(decide);
    ({ stack } = faulty);
    opened.proxy = faulty.proxy;
    await addDrawnImages(stack);
    range = openDrillRange(stack, randomStream(inject('drillSeed'), 'chaos'));
    for (let i = 0; i < workers; i++) await range.startWorker();
    undisturbed = isFull ? await runUndisturbed() : await undisturbedTinyStudy();
    return () => stack.stop();
  }, 1_200_000);

  async function runUndisturbed(): Promise<readonly CellHashes[]> {
    const studyId = await stack.submit(study);
    await untilOver(stack, studyId);
    return resultHashes(await readReceipts(stack.store, studyId));
  }

  const schedules = Array.from({ length: runs }, (_, i) => i);
  it.for(schedules)('a random schedule, number %d', async (i) => {
    const seed = inject('drillSeed') + i;
    await rowOf({ fault: `chaos: ${faults} mixed faults`, seed }, async () => {
      const random = randomStream(seed, 'chaos');
      const chaos = { study, mixture, faults, undisturbed };
      const { counts, studies, ...found } = await runChaos({ ...range, random }, chaos);
      const note = Object.entries(counts).map(([name, count]) => `${name} ×${count}`);
      return { ...found, note: `${note.join(', ')}; studies: ${studies}` };
    });
  });
});
