import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { records, type Receipt, type StudySpecInput } from '@crossfold/contracts';
import { readRecord } from '@crossfold/storage';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { startApp } from '../support/processes.js';
import { startStack, type Stack } from '../support/stack.js';
import { untilEnd } from '../support/study-ends.js';
import { attemptsOf, readReceipts, resultHashes, tinyStudy } from '../support/tiny-study.js';

/**
 * TensorFlow's own kernels in place of those of oneDNN, whose batch normalisation does not look whether
 * it was given the memory that it asked for, and crashes (`MklFusedBatchNormOp` of TensorFlow 2.21).
 */
const ownKernels = { TF_ENABLE_ONEDNN_OPTS: '0' };

/**
 * The allocator that GPUs have, over memory of the host: less than a batch of the study below needs,
 * more than half of one does.
 */
const scarceMemory = {
  ...ownKernels,
  TF_CPU_ALLOCATOR_USE_BFC: 'true',
  TF_CPU_BFC_MEM_LIMIT_IN_MB: '480',
};

/** Two trials whose batches take most of a gigabyte: every image has maps of 4 MiB. */
function largeStudy(accumulateSteps: number): StudySpecInput {
  const stage = { name: 'all', trainable: 'all' as const, epochs: 1, learningRate: 0.001 };
  return {
    ...tinyStudy,
    name: 'large',
    ensemble: null,
    arms: {},
    baseline: {
      model: { backbone: 'tiny', imageSizePx: 256, hiddenUnits: [16] },
      training: { batchSize: 32, accumulateSteps, earlyStopping: null, stages: [stage] },
    },
  };
}

describe('a machine that lacks something', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
  });

  afterEach(() => stack.endWorkers());
  afterAll(() => stack.stop());

  it('halves the batch of a trial that needs more memory than there is, where asked to', async () => {
    await stack.startWorker('scarce', scarceMemory);
    const studyId = await stack.submit({ ...largeStudy(1), onOutOfMemory: 'halve-batch' });
    expect(await untilEnd(stack, studyId)).toBe('finished');
    const receipts = await readReceipts(stack.store, studyId);
    // The other trial has fewer images, which may just fit.
    expect(receipts.get('full.f0.s1')?.environment.memoryHalvings).toBeGreaterThan(0);
    for (const [trialId, { environment }] of receipts) {
      const key = records.memoryRelief.key({ studyId, trialId });
      const isRelieved = (await stack.store.head(key)) !== null;
      const { halvings } = isRelieved
        ? await readRecord(stack.store, records.memoryRelief, { studyId, trialId })
        : { halvings: 0 };
      expect(environment.memoryHalvings ?? 0).toBe(halvings);
      expect(environment.microBatchSize).toBe(32 / 2 ** halvings);
    }

    const strict = await stack.submit(largeStudy(1));
    const isEachTooLarge = [...receipts.values()].every(
      ({ environment }) => (environment.memoryHalvings ?? 0) > 0,
    );
    expect(await untilEnd(stack, strict)).toBe(
      isEachTooLarge ? 'failed' : 'finished-with-failures',
    );
    const failure = await readRecord(stack.store, records.failure, {
      studyId: strict,
      trialId: 'full.f0.s1',
    });
    expect(failure).toMatchObject({ code: 'OUT_OF_MEMORY', attempt: 3 });
    expect(failure.remedy).toContain('onOutOfMemory: halve-batch');

    // The same as if the pieces had been asked for, on a machine that has enough.
    await stack.endWorkers();
    await stack.startWorker('enough', ownKernels);
    const { memoryHalvings = 0 } = receipts.get('full.f0.s1')?.environment ?? {};
    const asked = await stack.submit(largeStudy(2 ** memoryHalvings));
    expect(await untilEnd(stack, asked)).toBe('finished');
    const first = (found: ReadonlyMap<string, Receipt>) => resultHashes(found)[0];
    expect(first(receipts)).toEqual(first(await readReceipts(stack.store, asked)));
  });

  /** Breaks the loading of TensorFlow, as a missing library does, while a file is there. */
  async function breakable(): Promise<{ env: Record<string, string>; mark: string }> {
    const mark = join(stack.folder, 'broken');
    const script = join(stack.folder, 'break.cjs');
    await writeFile(
      script,
      `const { Module } = require('node:module');
      const load = Module._load;
      Module._load = function (name, ...rest) {
        if (name === '@tensorflow/tfjs-node-gpu' && require('node:fs').existsSync(${JSON.stringify(mark)}))
          throw new Error('libtensorflow.so.2: cannot open shared object file');
        return load.call(this, name, ...rest);
      };`,
    );
    return { env: { NODE_OPTIONS: `--require ${script}` }, mark };
  }

  it('does not start where TensorFlow does not load, and says what to do', async () => {
    const { env, mark } = await breakable();
    await writeFile(mark, '');
    const start = startApp('worker', { ...stack.env, ...env });
    await expect(start).rejects.toThrow(
      /error TENSORFLOW_UNAVAILABLE: .*libtensorflow\.so\.2[^]*remedy: .*crossfold doctor/,
    );
    await rm(mark);
  });

  it('gives its trials to others when TensorFlow breaks later, and ends', async () => {
    const { env, mark } = await breakable();
    const broken = await stack.startWorker('broken', env);
    await writeFile(mark, '');
    const studyId = await stack.submit(tinyStudy);
    expect(await broken.exited).toBe(1);
    expect(broken.errors()).toMatch(/error TENSORFLOW_UNAVAILABLE/);
    await stack.startWorker('whole');
    expect(await untilEnd(stack, studyId)).toBe('finished');
    const receipts = await readReceipts(stack.store, studyId);
    for (const { environment } of receipts.values()) expect(environment.worker).toBe('whole');
    expect(Math.max(...(await attemptsOf(stack.store, studyId)).values())).toBe(2);
    await rm(mark);
  });
});
