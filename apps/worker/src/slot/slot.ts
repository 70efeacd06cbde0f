import { isDeepStrictEqual } from 'node:util';
import { AppError } from '@crossfold/contracts';
import type { Device } from './devices.js';
import type { SlotTask } from './messages.js';
import { runInProcess, type SlotLimits, type SlotListener } from './run-in-process.js';
import { endProcess, startProcess, type SlotProcess } from './slot-process.js';

/** A place for one task at a time, on a device or a part of the machine. */
export interface Slot {
  readonly device: Device;
  /** Whether it may be closed for want of memory: the number of slots of its device was measured. */
  readonly mayClose: boolean;
  /**
   * Runs a task in a process of the slot: the one of the task before where it is of use, since it
   * has TensorFlow and the graphs of like trials loaded.
   *
   * @throws AppError of the task; CANCELLED, INTERRUPTED, TRIAL_STALLED, TRIAL_CRASHED
   */
  run(task: SlotTask, listener: SlotListener, limits: SlotLimits): Promise<unknown>;
  /** Ends the process that waits for a task. */
  close(): Promise<void>;
}

/** When a process is replaced, though nothing is wrong with it. */
export interface Retirement {
  readonly afterTasks: number;
  /** Memory held between tasks beyond what the first one left. */
  readonly growthBytes: number;
  /** Without a task for so long it gives its memory back. */
  readonly idleMs: number;
}

const defaultRetirement: Retirement = { afterTasks: 64, growthBytes: 2 ** 30, idleMs: 300_000 };

/**
 * @param environmentNow of its processes, beside that of this one: a process of another is not used again
 * @param onStart is told of each process that is started
 */
export function createSlot(
  { device, mayClose }: Pick<Slot, 'device' | 'mayClose'>,
  environmentNow: () => NodeJS.ProcessEnv,
  onStart: () => void = () => undefined,
  retirement = defaultRetirement,
): Slot {
  const waiting: { held: SlotProcess | null; timer: NodeJS.Timeout | undefined } = {
    held: null,
    timer: undefined,
  };

  function takeWaiting(): SlotProcess | null {
    const { held, timer } = waiting;
    clearTimeout(timer);
    waiting.held = null;
    return held?.hasEnded ? null : held;
  }

  async function takeProcess(): Promise<SlotProcess> {
    const environment = environmentNow();
    const kept = takeWaiting();
    if (kept && isDeepStrictEqual(kept.environment, environment)) return kept;
    if (kept) await endProcess(kept);
    onStart();
    return startProcess(environment);
  }

  async function close(): Promise<void> {
    const held = takeWaiting();
    if (held) await endProcess(held);
  }

  async function keep(used: SlotProcess, residentBytes: number | null): Promise<void> {
    used.tasks += 1;
    used.firstResidentBytes ??= residentBytes;
    if (residentBytes === null) return;
    const grownBytes = residentBytes - (used.firstResidentBytes ?? 0);
    const isWorn = used.tasks >= retirement.afterTasks || grownBytes > retirement.growthBytes;
    if (isWorn) return endProcess(used);
    waiting.held = used;
    waiting.timer = setTimeout(() => void close(), retirement.idleMs).unref();
  }

  return {
    device,
    mayClose,
    close,
    async run(task, listener, limits) {
      const { kill, leave } = limits;
      const used = await takeProcess();
      if (kill.aborted || leave.aborted) await endProcess(used);
      if (kill.aborted) throw new AppError('CANCELLED', 'ended before it began');
      if (leave.aborted) throw new AppError('INTERRUPTED', 'left before it began');
      const end = await runInProcess(used, task, listener, limits).catch(async (error: unknown) => {
        await hearOut(used);
        throw error;
      });
      // A new process takes any task.
      if (end.type === 'unfit') return this.run(task, listener, limits);
      // One that was asked to leave takes no other task.
      if (kill.aborted || leave.aborted) await endProcess(used);
      else await keep(used, end.residentBytes);
      return end.result;
    },
  };
}

/** What a process said last may come after its end; another one may hold its outputs open. */
const lastWordsMs = 500;

async function hearOut({ hasEnded, fellSilent }: SlotProcess): Promise<void> {
  if (!hasEnded) return;
  let late: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    late = setTimeout(resolve, lastWordsMs);
  });
  await Promise.race([fellSilent, deadline]);
  clearTimeout(late);
}
