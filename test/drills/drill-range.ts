import { setTimeout as sleep } from 'node:timers/promises';
import { listTrials, objectPaths, studySchema, type Report } from '@crossfold/contracts';
import type { RandomStream } from '@crossfold/random';
import { readJson, verifyStudy } from '@crossfold/storage';
import type { RunningProcess } from '../support/processes.js';
import type { Stack } from '../support/stack.js';
import { attemptsOf, readReceipts, resultHashes, tinyStudy } from '../support/tiny-study.js';

/** What a drill showed: a row of the table. */
export interface DrillResult {
  readonly fault: string;
  readonly times: number;
  /** From the fault until each trial that was under way has got further; the longest one. */
  readonly recoveredSeconds: number;
  /** Cells without a receipt. */
  readonly lost: number;
  /** Finished trials that were begun once more. */
  readonly repeated: number;
  /** Predictions, history and weights, bit by bit, and every object whole. */
  readonly isEqual: boolean;
}

/** Where faults are practised: a stack, and what the study gives on it when nobody disturbs it. */
export interface DrillRange {
  readonly stack: Stack;
  readonly random: RandomStream;
  readonly undisturbed: readonly unknown[];
  /** Those that were started and not ended by the test. */
  workers(): readonly RunningProcess[];
  startWorker(): Promise<RunningProcess>;
  /** Ends a worker by a signal; returns its exit code, null when the signal killed it. */
  endWorker(worker: RunningProcess, signal: NodeJS.Signals): Promise<number | null>;
}

/** Does harm, and mends what does not mend itself. */
export type Fault = (range: DrillRange, studyId: string) => Promise<void>;

const studyTimeoutMs = 300_000;

export async function openDrillRange(stack: Stack, random: RandomStream): Promise<DrillRange> {
  let workers: RunningProcess[] = [];
  let started = 0;
  const startWorker = async () => {
    const worker = await stack.startWorker(`drill-${++started}`, { CROSSFOLD_STALL_SECONDS: '20' });
    workers.push(worker);
    return worker;
  };
  const endWorker = async (worker: RunningProcess, signal: NodeJS.Signals) => {
    workers = workers.filter((other) => other !== worker);
    worker.kill(signal);
    return worker.exited;
  };
  await startWorker();
  const studyId = await stack.submit(tinyStudy);
  await untilOver(stack, studyId);
  const undisturbed = resultHashes(await readReceipts(stack.store, studyId));
  return { stack, random, undisturbed, workers: () => workers, startWorker, endWorker };
}

/** Disturbs studies, one after the other, until the fault has come so many times. */
export async function runDrill(
  range: DrillRange,
  { fault, times, workers = 1 }: { fault: string; times: number; workers?: number },
  inflict: Fault,
): Promise<DrillResult> {
  const { stack, random, undisturbed } = range;
  while (range.workers().length < workers) await range.startWorker();
  let result: DrillResult = {
    ...{ fault, times: 0, recoveredSeconds: 0, lost: 0, repeated: 0, isEqual: true },
  };
  while (result.times < times) {
    const studyId = await stack.submit(tinyStudy);
    await untilKeys(stack, studyId, (keys) => keys.some((key) => key.includes('/checkpoints/')));
    const finishedBefore = new Map<string, number>();
    while (result.times < times && !(await isOver(stack, studyId))) {
      const attempts = await attemptsOf(stack.store, studyId);
      const before = await keysOf(stack, studyId);
      for (const key of before.filter(isReceipt)) {
        const trialId = key.split('/')[3] ?? '';
        finishedBefore.set(trialId, attempts.get(trialId) ?? 0);
      }
      const underWay = [...attempts.keys()].filter((trialId) => !finishedBefore.has(trialId));
      const startedAt = Date.now();
      await inflict(range, studyId);
      const after = await keysOf(stack, studyId);
      await untilKeys(stack, studyId, (keys) =>
        underWay.every((trialId) => hasGotFurther(trialId, keys, after)),
      );
      const seconds = (Date.now() - startedAt) / 1000;
      const recoveredSeconds = Math.max(result.recoveredSeconds, seconds);
      result = { ...result, times: result.times + 1, recoveredSeconds };
      await sleep(500 + random.integer(3000));
    }
    await untilOver(stack, studyId);
    result = await judge(stack, studyId, result, undisturbed, finishedBefore);
  }
  return result;
}

async function judge(
  stack: Stack,
  studyId: string,
  result: DrillResult,
  undisturbed: readonly unknown[],
  finishedBefore: ReadonlyMap<string, number>,
): Promise<DrillResult> {
  const study = await readJson(stack.store, objectPaths.study(studyId), studySchema);
  const { cells, problems } = await verifyStudy(stack.store, studyId);
  const lost = listTrials(study).length - cells.succeeded;
  const attempts = await attemptsOf(stack.store, studyId);
  const repeated = [...finishedBefore].filter(([trialId, n]) => attempts.get(trialId) !== n).length;
  const hashes = lost > 0 ? [] : resultHashes(await readReceipts(stack.store, studyId));
  const isEqual =
    result.isEqual &&
    problems.length === 0 &&
    JSON.stringify(hashes) === JSON.stringify(undisturbed);
  return { ...result, lost: result.lost + lost, repeated: result.repeated + repeated, isEqual };
}

export async function keysOf({ store }: Stack, studyId: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(`studies/${studyId}/`)) keys.push(key);
  return keys;
}

/** Polls; a store or server that is away just now is asked again. */
export async function untilKeys(
  stack: Stack,
  studyId: string,
  done: (keys: readonly string[]) => boolean,
): Promise<void> {
  const giveUpAt = Date.now() + studyTimeoutMs;
  for (;;) {
    const keys = await keysOf(stack, studyId).catch(() => []);
    if (done(keys)) return;
    if (Date.now() > giveUpAt)
      throw new Error(`${studyId}: nothing new after ${studyTimeoutMs} ms`);
    await sleep(50);
  }
}

async function untilOver(stack: Stack, studyId: string): Promise<void> {
  const report = objectPaths.report(studyId);
  await untilKeys(stack, studyId, (keys) => keys.includes(report));
  await stack.waitFor<Report>(`/studies/${studyId}/report`, () => true, studyTimeoutMs);
}

async function isOver(stack: Stack, studyId: string): Promise<boolean> {
  return (await stack.store.head(objectPaths.report(studyId))) !== null;
}

function isReceipt(key: string): boolean {
  return key.endsWith('/receipt.json');
}

/** A receipt, or a checkpoint that was not there before. */
function hasGotFurther(
  trialId: string,
  keys: readonly string[],
  before: readonly string[],
): boolean {
  return keys
    .filter((key) => key.includes(`/trials/${trialId}/`))
    .some((key) => isReceipt(key) || (key.includes('/checkpoints/') && !before.includes(key)));
}
