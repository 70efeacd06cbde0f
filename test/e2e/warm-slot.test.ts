import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listTrials, records, type StudySpecInput } from '@crossfold/contracts';
import { parseStoreSettings, readRecord } from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { childrenOf, type RunningProcess } from '../support/processes.js';
import { startStack, type Stack } from '../support/stack.js';
import { hashesAtEnd, untilState } from '../support/study-ends.js';
import { attemptsOf, readReceipts, tinyStudy } from '../support/tiny-study.js';

const slotProcess = fileURLToPath(
  new URL('../../apps/worker/bundle/slot/process.js', import.meta.url),
);

const study: StudySpecInput = { ...tinyStudy, ensemble: null };

/** TensorFlow reads the switch when it loads: no process of the other study is of use. */
const exactStudy: StudySpecInput = {
  ...study,
  baseline: {
    ...study.baseline,
    training: { ...study.baseline?.training, deterministic: true },
  },
};

describe('the process of a slot', () => {
  let stack: Stack;
  let worker: RunningProcess | undefined;

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
  });

  afterAll(() => stack.stop());

  const trialIdsOf = async (studyId: string) =>
    listTrials(await readRecord(stack.store, records.study, { studyId })).map(
      ({ trialId }) => trialId,
    );

  /** What each trial gives in a process of its own, without a worker. */
  async function trainApart(studyId: string): Promise<void> {
    for (const trialId of await trialIdsOf(studyId)) {
      const env = { ...process.env, ...stack.env };
      const child = fork(slotProcess, [], { env, serialization: 'advanced', execArgv: [] });
      const folders = {
        cacheDir: join(stack.folder, 'apart'),
        weightsAccess: { dir: stack.folder, folders: [], hosts: [], buckets: [] },
      };
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

  /** @returns the id of the study, and the processes that its trials had */
  async function runInWorker(spec: StudySpecInput): Promise<{ studyId: string; pids: number[] }> {
    worker ??= await stack.startWorker('warm');
    const { pid } = worker;
    const before = await childrenOf(pid);
    const pids = new Set<number>();
    const watching = setInterval(() => {
      void childrenOf(pid).then((children) => children.forEach((child) => pids.add(child)));
    }, 20);
    const studyId = await stack.submit(spec);
    await untilState(stack, studyId, 'finished');
    clearInterval(watching);
    return { studyId, pids: [...pids].filter((child) => !before.includes(child)) };
  }

  it('serves like trials one after the other, with the bits that each gives alone', async () => {
    const apart = await stack.submit(study);
    await trainApart(apart);
    const { studyId, pids } = await runInWorker(study);
    expect(await hashesAtEnd(stack, studyId)).toEqual(await hashesAtEnd(stack, apart));
    expect(pids).toHaveLength(1);
  });

  it('is another one for deterministic trials, which give the same bits each time', async () => {
    const runs = [await runInWorker(exactStudy), await runInWorker(exactStudy)] as const;
    expect(runs.map(({ pids }) => pids.length)).toEqual([1, 0]);
    for (const { studyId } of runs) {
      const receipts = [...(await readReceipts(stack.store, studyId)).values()];
      expect(receipts.every(({ environment }) => environment.deterministic)).toBe(true);
    }
    const [first, second] = await Promise.all(
      runs.map(({ studyId }) => hashesAtEnd(stack, studyId)),
    );
    expect(first).toEqual(second);
    expect(new Set(first?.map((row) => JSON.stringify(row))).size).toBe(4);
  });

  it('is replaced when it is killed between two trials', async () => {
    const before = await runInWorker(study);
    const [idle] = await childrenOf(worker?.pid ?? -1);
    process.kill(idle ?? NaN, 'SIGKILL');
    const after = await runInWorker(study);
    expect(after.pids).toHaveLength(1);
    expect(await hashesAtEnd(stack, after.studyId)).toEqual(
      await hashesAtEnd(stack, before.studyId),
    );
    expect(new Set((await attemptsOf(stack.store, after.studyId)).values())).toEqual(new Set([1]));
  });
});
