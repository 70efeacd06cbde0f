import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listTrials, objectPaths, studySchema, type StudySpecInput } from '@crossfold/contracts';
import { parseStoreSettings, readJson } from '@crossfold/storage';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { childrenOf, type RunningProcess } from '../support/processes.js';
import { startStack, type Stack } from '../support/stack.js';
import { addDrawnImages, readReceipts, resultHashes, tinyStudy } from '../support/tiny-study.js';

const slotProcess = fileURLToPath(
  new URL('../../apps/worker/dist/slot/process.js', import.meta.url),
);

/** The same twice over, but for the switches of TensorFlow, which are read when it loads. */
const study: StudySpecInput = {
  ...tinyStudy,
  arms: { explicit: [{ name: 'exact', overrides: { training: { deterministic: true } } }] },
  ensemble: null,
};

describe('the process of a slot', () => {
  let stack: Stack;
  let worker: RunningProcess | undefined;

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
  });

  afterEach(async () => {
    worker?.kill('SIGTERM');
    await worker?.exited;
  });
  afterAll(() => stack.stop());

  const trialIdsOf = async (studyId: string) =>
    listTrials(await readJson(stack.store, objectPaths.study(studyId), studySchema)).map(
      ({ trialId }) => trialId,
    );

  /** What each trial gives in a process of its own, without a worker. */
  async function trainApart(studyId: string): Promise<void> {
    for (const trialId of await trialIdsOf(studyId)) {
      const child = fork(slotProcess, [], { serialization: 'advanced', execArgv: [] });
      const folders = { cacheDir: join(stack.folder, 'apart'), weightsDir: stack.folder };
      const task = { kind: 'trial', studyId, trialId, attempt: 1, worker: 'test', ...folders };
      const done = new Promise((resolve, reject) => {
        child.on('message', ({ type }: { type: string }) => {
          if (type === 'done') resolve(null);
        });
        child.once('exit', (code) => reject(new Error(`exit code ${code}`)));
      });
      child.send({ type: 'run', task: { ...task, store: parseStoreSettings(stack.env) } });
      await done;
      child.disconnect();
    }
  }

  /** Runs a study in a worker. @returns its id, and the processes of the slot that were seen */
  async function runInWorker(): Promise<{ studyId: string; pids: Set<number> }> {
    const studyId = await stack.submit(study);
    const pids = new Set<number>();
    worker = await stack.startWorker('warm');
    const { pid } = worker;
    const isOver = ({ state }: { state: string }) => ['finished', 'failed'].includes(state);
    const watching = setInterval(() => {
      void childrenOf(pid).then((children) => children.forEach((child) => pids.add(child)));
    }, 20);
    await stack.waitFor(`/studies/${studyId}`, isOver, 300_000);
    clearInterval(watching);
    return { studyId, pids };
  }

  it('serves like trials one after the other, with the bits that each gives alone', async () => {
    const apart = await stack.submit(study);
    await trainApart(apart);
    const expected = resultHashes(await readReceipts(stack.store, apart));
    const { studyId, pids } = await runInWorker();
    const receipts = await readReceipts(stack.store, studyId);
    expect(resultHashes(receipts)).toEqual(expected);
    // Two variants that load TensorFlow in different ways: a process for each, of two trials.
    expect([...receipts.values()].map(({ environment }) => environment.deterministic)).toEqual([
      ...[false, false],
      ...[true, true],
    ]);
    expect(pids.size).toBe(2);
  });

  it('gives the same bits in two deterministic runs, and the receipt says which they were', async () => {
    const runs = [await runInWorker(), await runInWorker()];
    const receipts = await Promise.all(
      runs.map(async ({ studyId }) => {
        const all = await readReceipts(stack.store, studyId);
        return new Map([...all].filter(([trialId]) => trialId.startsWith('exact.')));
      }),
    );
    for (const found of receipts) {
      expect(found.size).toBe(2);
      for (const { environment } of found.values()) expect(environment.deterministic).toBe(true);
    }
    const [first, second] = receipts.map(resultHashes);
    expect(first).toEqual(second);
  });

  it('is replaced when it is killed between two trials', async () => {
    const before = await runInWorker();
    const [idle] = await childrenOf(worker?.pid ?? -1);
    expect(idle).toBeDefined();
    process.kill(idle as number, 'SIGKILL');
    const studyId = await stack.submit(study);
    await stack.waitFor<{ state: string }>(
      `/studies/${studyId}`,
      ({ state }) => ['finished', 'failed'].includes(state),
      300_000,
    );
    const hashes = resultHashes(await readReceipts(stack.store, studyId));
    expect(hashes).toEqual(resultHashes(await readReceipts(stack.store, before.studyId)));
    expect(await childrenOf(worker?.pid ?? -1)).not.toContain(idle);
  });
});
