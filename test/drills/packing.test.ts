import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash, type StudySpecInput, type WorkerList } from '@crossfold/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { startStack, type Stack } from '../support/stack.js';
import { hashesAtEnd, untilEnd } from '../support/study-ends.js';
import { attemptsOf, readReceipts, tinyStudy, type CellHashes } from '../support/tiny-study.js';
import { undisturbedTinyStudy } from '../support/undisturbed.js';
import { drillStudy, rowOf } from './drill-suite.js';
import { judgeStudy } from './judge-study.js';

/** What a worker remembers of its measurement. */
interface Remembered {
  readonly slots: number;
  readonly rates: readonly { readonly slots: number; readonly imagesPerSecond: number }[];
  readonly measuredAt: string;
  readonly on: Readonly<Record<string, unknown>>;
}

/** Measures in seconds, with the network that the studies below train. */
const measuring = { CROSSFOLD_SLOTS: 'auto', CROSSFOLD_SLOTS_PROBE: 'tiny,32,4' };

/** TensorFlow's own kernels: those of oneDNN do not look whether they were given memory. */
const ownKernels = { TF_ENABLE_ONEDNN_OPTS: '0' };

/** More than a batch of {@link hungry} takes, and less than two do. */
const scarceMib = 240;

/** Takes between 150 and 180 MiB: each image has maps of 1 MiB. */
const hungry: StudySpecInput = {
  ...tinyStudy,
  name: 'hungry',
  ensemble: null,
  arms: {},
  baseline: {
    model: { backbone: 'tiny', imageSizePx: 128, hiddenUnits: [16] },
    training: {
      batchSize: 32,
      earlyStopping: null,
      stages: [{ name: 'all', trainable: 'all', epochs: 1, learningRate: 0.001 }],
    },
  },
};

describe('slots that share a device', () => {
  let stack: Stack;
  let undisturbed: readonly CellHashes[];

  beforeAll(async () => {
    undisturbed = await undisturbedTinyStudy();
    stack = await startStack();
    await addDrawnImages(stack);
    return () => stack.stop();
  });

  const folder = () => join(stack.folder, 'images');
  const rememberedFiles = async () =>
    (await readdir(folder())).filter((name) => /^slots-.*\.json$/.test(name));
  const read = async (name: string) =>
    JSON.parse(await readFile(join(folder(), name), 'utf8')) as Remembered;

  /** Writes down two slots, as if they had been measured with so much memory. */
  async function rememberTwo(memoryMib: number | null): Promise<void> {
    const [name = ''] = await rememberedFiles();
    const { on, ...rest } = await read(name);
    const changed = { ...on, memoryMib };
    const file = join(folder(), `slots-${contentHash(changed).slice(0, 16)}.json`);
    await writeFile(file, JSON.stringify({ ...rest, slots: 2, on: changed }));
  }

  /** Waits until the API tells so many slots of a worker. */
  const untilSlots = (worker: string, slots: number) =>
    stack.waitFor<WorkerList>(
      '/workers',
      ({ workers }) => workers.find(({ id }) => id === worker)?.slots === slots,
      60_000,
    );

  it('gives packed trials the bits that they have alone', async () => {
    await stack.startWorker('measuring', measuring);
    const [file = ''] = await rememberedFiles();
    const measured = await read(file);
    await untilSlots('measuring', measured.slots);
    expect(measured.rates[0]).toMatchObject({ slots: 1 });
    for (const { imagesPerSecond } of measured.rates) expect(imagesPerSecond).toBeGreaterThan(0);
    await stack.endWorkers();

    await rememberTwo(null);
    await rowOf({ fault: 'two trials at once on one device' }, async () => {
      await stack.startWorker('packed', measuring);
      await untilSlots('packed', 2);
      // Without measuring again.
      expect((await read(file)).measuredAt).toBe(measured.measuredAt);
      const studyId = await stack.submit(drillStudy);
      await untilEnd(stack, studyId);
      expect(await runTogether(studyId)).toBe(true);
      const judged = await judgeStudy(stack, studyId, undisturbed);
      return { times: 1, recoveredSeconds: null, repeated: 0, ...judged };
    });
    await stack.endWorkers();
  });

  /** Whether two trials of a study overlapped. */
  async function runTogether(studyId: string): Promise<boolean> {
    const times = [...(await readReceipts(stack.store, studyId)).values()]
      .map(
        ({ timings }) => [Date.parse(timings.startedAt), Date.parse(timings.finishedAt)] as const,
      )
      .sort(([a], [b]) => a - b);
    return times.some(([, end], i) => (times[i + 1]?.[0] ?? Infinity) < end);
  }

  it('goes on with one slot where two have not enough memory, and no attempt fails', async () => {
    await stack.startWorker('alone', ownKernels);
    const alone = await hashesAtEnd(stack, await stack.submit(hungry));
    await stack.endWorkers();

    await rememberTwo(scarceMib);
    const fault = 'out of memory beside another trial';
    await rowOf({ fault, note: 'one slot fewer, no attempt counted' }, async () => {
      const memory = { CROSSFOLD_DEVICE_MEMORY_GB: String(scarceMib / 1024) };
      const worker = await stack.startWorker('scarce', { ...measuring, ...ownKernels, ...memory });
      await untilSlots('scarce', 2);
      const studyId = await stack.submit({ ...hungry, name: 'packed' });
      expect(await untilEnd(stack, studyId), worker.errors()).toBe('finished');
      await untilSlots('scarce', 1);
      const attempts = await attemptsOf(stack.store, studyId);
      expect(Math.max(...attempts.values())).toBe(2);
      // One that counts says which of how many it was.
      expect(worker.errors()).toMatch(/waits again: .*beside 1 more on its device/);
      expect(worker.errors()).not.toMatch(/waits again: attempt/);
      const judged = await judgeStudy(stack, studyId, alone);
      return { times: 1, recoveredSeconds: null, repeated: 0, ...judged };
    });
  });
});
