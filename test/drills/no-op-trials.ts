import {
  listTrials,
  records,
  type Receipt,
  type StudyDetail,
  type StudySpecInput,
} from '@crossfold/contracts';
import { createRecord, readRecord } from '@crossfold/storage';
import { Redis } from 'ioredis';
import { eventsOf } from '../support/event-stream.js';
import { cpuMsOf, type RunningProcess } from '../support/processes.js';
import type { Stack } from '../support/stack.js';
import { tinyStudy } from '../support/tiny-study.js';
import { waitUntil } from '../support/wait-until.js';

/** So many variants × 2 folds × 100 seeds. */
function manyTrials(trials: number): StudySpecInput {
  return {
    ...tinyStudy,
    name: 'no-op',
    seeds: Array.from({ length: 100 }, (_, seed) => seed),
    arms: {
      explicit: Array.from({ length: trials / 200 - 1 }, (_, i) => ({
        name: `arm-${i}`,
        overrides: { model: { dropout: (i + 1) / 1000 } },
      })),
    },
    ensemble: null,
  };
}

export interface NoOpResult {
  readonly studyId: string;
  readonly trials: number;
  readonly lost: number;
  readonly doubled: number;
  /** Wall time of the whole, over the trials: queue, store, events and what the worker asks. */
  readonly msPerTrial: number;
  /** The same in CPU time of all workers, of the orchestrator, and of Valkey; NaN where none is told. */
  readonly cpuMsPerTrial: CpuTimes;
}

interface CpuTimes {
  readonly workers: number;
  readonly orchestrator: number;
  readonly valkey: number;
}

/**
 * Trials that find their receipt and end: all that a trial costs beside its process and its training.
 *
 * @param templates a receipt of each fold, whose predictions stand for all
 */
export async function runNoOpTrials(
  stack: Stack,
  templates: readonly Receipt[],
  { workers, trials: wanted }: { readonly workers: number; readonly trials: number },
): Promise<NoOpResult> {
  const studyId = await stack.submit(manyTrials(wanted));
  const trials = await writeReceipts(stack, studyId, templates);
  // Redis holds the next few alone.
  const left = async (): Promise<number> => {
    const { trials: counts } = await stack.get<StudyDetail>(`/studies/${studyId}`);
    return counts.queued + counts.running;
  };
  const names = Array.from({ length: workers }, (_, i) => `no-op-${workers}-${i}`);
  const started = await Promise.all(names.map((name) => stack.startWorker(name)));
  const redis = new Redis(stack.env['REDIS_URL'] ?? '');
  const cpuTimes = () => readCpuTimes(stack, started, () => redis.info('cpu'));
  const cpuBefore = await cpuTimes();
  const [leftBefore, startedAt] = [await left(), performance.now()];
  await waitUntil('the end of all', async () => (await left()) === 0, {
    timeoutMs: 1_200_000,
    everyMs: 200,
  });
  const elapsedMs = performance.now() - startedAt;
  const cpuAfter = await cpuTimes();
  redis.disconnect();
  await stack.endWorkers();
  const ends = await countEnds(stack, studyId);
  const doubled = [...ends.values()].filter((count) => count > 1).length;
  const perTrial = (name: keyof CpuTimes) => (cpuAfter[name] - cpuBefore[name]) / leftBefore;
  return {
    studyId,
    trials,
    lost: trials - ends.size,
    doubled,
    msPerTrial: elapsedMs / leftBefore,
    cpuMsPerTrial: {
      workers: perTrial('workers'),
      orchestrator: perTrial('orchestrator'),
      valkey: perTrial('valkey'),
    },
  };
}

/** In ms, since each was started. */
async function readCpuTimes(
  stack: Stack,
  workers: readonly RunningProcess[],
  valkeyInfo: () => Promise<string>,
): Promise<CpuTimes> {
  const times = await Promise.all(workers.map(({ pid }) => cpuMsOf(pid)));
  const info = await valkeyInfo();
  const secondsOf = (name: string) =>
    Number(new RegExp(`^${name}:(.+?)\\r?$`, 'm').exec(info)?.[1]);
  return {
    workers: times.reduce((sum, ms) => sum + ms, 0),
    orchestrator: await cpuMsOf(stack.orchestrator().pid),
    valkey: 1000 * (secondsOf('used_cpu_user') + secondsOf('used_cpu_sys')),
  };
}

/** What a row tells of it: quiet machines compare by wall time, busy ones by CPU time. */
export function noOpNote({ msPerTrial, cpuMsPerTrial }: NoOpResult): string {
  const { workers, orchestrator, valkey } = cpuMsPerTrial;
  const cpu = [`workers ${workers.toFixed(2)}`, `orchestrator ${orchestrator.toFixed(2)}`];
  return `${msPerTrial.toFixed(2)} ms a trial; CPU time: ${cpu.join(', ')}, Valkey ${valkey.toFixed(2)} ms`;
}

async function writeReceipts(
  stack: Stack,
  studyId: string,
  templates: readonly Receipt[],
): Promise<number> {
  const study = await readRecord(stack.store, records.study, { studyId });
  const cells = listTrials(study);
  for (let start = 0; start < cells.length; start += 20) {
    await Promise.all(
      cells.slice(start, start + 20).map((cell) => {
        const template = templates.find(
          ({ repeat, fold }) => repeat === cell.repeat && fold === cell.fold,
        ) as Receipt;
        return createRecord(
          stack.store,
          records.receipt,
          { studyId, trialId: cell.trialId },
          { ...template, ...cell, studyId },
        );
      }),
    );
  }
  return cells.length;
}

/** How often each trial was told to have succeeded. */
async function countEnds(stack: Stack, studyId: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const event of await eventsOf(stack, studyId)) {
    if (event.type !== 'trial.succeeded') continue;
    counts.set(event.trialId, (counts.get(event.trialId) ?? 0) + 1);
  }
  return counts;
}
