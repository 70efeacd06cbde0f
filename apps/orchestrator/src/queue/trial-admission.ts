import { setTimeout as sleep } from 'node:timers/promises';
import {
  desiredStateFor,
  pausedDelayMs,
  taskQueueName,
  tasks,
  trialOfJob,
  type TrialCell,
  type TrialJob,
} from '@crossfold/contracts';
import type { StudyIndex } from '@crossfold/study';
import type { AdmittedTrial, AdmittedTrials } from '../admission/admitted-trials.js';
import type { Pool } from '../admission/pools.js';
import type { JobLook } from './job-places.js';
import { watchOverdueJobs } from './overdue-jobs.js';
import { idOf, isMissing, type JobAt, type Task, type TaskQueue } from './task-queue.js';

/** Keeps a few of the trials that wait in the queues: the next ones. */
export interface TrialAdmission {
  /** Queues trials in place of those that have begun or ended. */
  refill(): Promise<void>;
  /** Changes which trials are in the queues, and their order, to what it would be if all began anew. */
  replan(): Promise<void>;
  /**
   * Compares what is known with what is in the queues.
   *
   * @returns of each study the trials that should have a job, or run, and have none; they count as
   *   admitted until the store has been asked whether they have ended
   */
  check(): Promise<ReadonlyMap<string, TrialCell[]>>;
  /** Whether Redis has failed in the midst of a change: until all is checked, nothing is admitted. */
  needsCheck(): boolean;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

interface AdmissionParts {
  readonly queue: TaskQueue;
  readonly index: Pick<StudyIndex, 'find' | 'list'>;
  readonly admitted: AdmittedTrials;
  readonly pools: () => readonly Pool[];
}

/** Trials end in bursts, and enough wait in the queue for the time of one. */
const burstMs = 5;

export function createTrialAdmission(parts: AdmissionParts): TrialAdmission {
  const { queue, index, admitted, pools } = parts;
  const overdue = watchOverdueJobs();
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | null = null;
  /** Redis failed in the midst of a change: what it has is not what is known. */
  let isInDoubt = false;

  /** One at a time. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = running.then(work);
    running = turn.catch(() => undefined);
    return turn;
  }

  async function change(work: () => Promise<void>): Promise<void> {
    // What has lost its job may have ended, which the store is asked when all is checked.
    if (isInDoubt) return;
    try {
      await settle();
      await work();
    } catch (error) {
      isInDoubt = true;
      throw error;
    }
  }

  async function settle(): Promise<void> {
    const unwanted = admitted.settle();
    if (unwanted.length > 0) await queue.remove(unwanted.map(jobIdOf));
  }

  async function rearrange(): Promise<void> {
    const planned = admitted.replan(pools());
    if (planned.withdrawn.length > 0) await withdraw(planned.withdrawn);
    await queue.rerank(planned.moved.map(placed));
    await add(planned.admitted);
  }

  async function withdraw(trials: readonly AdmittedTrial[]): Promise<void> {
    const ids = trials.map(jobIdOf);
    await queue.remove(ids);
    // A worker was quicker with some.
    for (const [i, { place }] of (await queue.look(ids)).entries()) {
      const trial = trials[i];
      if (trial && place === 'active') admitted.found({ ...trial, place });
    }
  }

  async function add(trials: readonly AdmittedTrial[]): Promise<void> {
    if (trials.length === 0) return;
    const added = new Set((await queue.restore(trials.map(taskOf))).map(idOf));
    // Some had a job already: it is put in its place, and woken where it sleeps since it was paused.
    const there = trials.filter((trial) => !added.has(jobIdOf(trial)));
    if (there.length === 0) return;
    await queue.rerank(there.map(placed));
    for (const look of await queue.look(there.map(jobIdOf))) {
      if (isPaused(look)) await queue.wake(look);
    }
  }

  /** Takes note of all jobs of trials. @returns those trials that are taken to have one and have none */
  async function compare(): Promise<AdmittedTrial[]> {
    const known = new Map(
      [...listRunning(index), ...admitted.list()].map((trial) => [jobIdOf(trial), trial]),
    );
    const listed = (await queue.list()).filter((id) => trialOfJob(id) !== null);
    const looks = await queue.look([...new Set([...known.keys(), ...listed])]);
    const lost: AdmittedTrial[] = [];
    for (const look of looks) {
      const trial = known.get(look.id);
      if (!isMissing(look) && !queue.isStranded(look)) await note(look, trial);
      else if (trial) lost.push(trial);
    }
    return lost;
  }

  async function note(look: JobLook, known: AdmittedTrial | undefined): Promise<void> {
    const named = trialOfJob(look.id);
    if (!named) return;
    const rank = known?.rank ?? look.priority;
    admitted.found({ ...named, queue: look.queue, rank, place: placeOf(look, known) });
    const control = index.find(named.studyId)?.control;
    const isWanted = control && desiredStateFor(control, named.trialId) === 'run';
    const delay = look.place === 'delayed' ? look.delayMs : 0;
    if (isWanted && isPaused(look)) await queue.wake(look);
    else await overdue.wake({ id: look.id, delay, promote: () => queue.wake(look) });
  }

  return {
    refill() {
      // One that has not begun will see what has come until then.
      next ??= sleep(burstMs).then(() =>
        inTurn(() => {
          next = null;
          return change(async () => {
            await add(admitted.fill(pools()));
            if (admitted.isUneven(pools()) || admitted.isMisjudged()) await rearrange();
          });
        }),
      );
      return next;
    },
    replan: () => inTurn(() => change(rearrange)),
    check: () =>
      inTurn(async () => {
        const lost = await compare();
        isInDoubt = false;
        const cells = new Map<string, TrialCell[]>();
        for (const trial of lost) {
          const record = index.find(trial.studyId)?.trials.get(trial.trialId);
          if (record) cells.set(trial.studyId, [...(cells.get(trial.studyId) ?? []), record]);
          else admitted.lost(trial);
        }
        return cells;
      }),
    needsCheck: () => isInDoubt,
    async close() {
      await next?.catch(() => undefined);
      await running;
    },
  };
}

function listRunning(index: Pick<StudyIndex, 'list'>): AdmittedTrial[] {
  const usual = { queue: taskQueueName, rank: 1, place: 'active' } as const;
  return index.list().flatMap(({ study: { studyId }, finalState, tally }) => {
    if (finalState !== null) return [];
    return [...tally.running].map((trialId) => ({ studyId, trialId, ...usual }));
  });
}

/** One that has failed or was given back keeps its job, which counts its attempts. */
function placeOf(look: JobLook, known: AdmittedTrial | undefined): AdmittedTrial['place'] {
  if (look.place === 'active') return 'active';
  if (look.place === 'delayed' || look.attempts > 0) return 'asleep';
  return known && known.place !== 'waiting' ? 'asleep' : 'waiting';
}

/** Not between two attempts, whose pause is short. */
function isPaused({ place, delayMs }: JobLook): boolean {
  return place === 'delayed' && delayMs >= pausedDelayMs / 2;
}

function jobIdOf({ studyId, trialId }: TrialJob): string {
  return tasks.trial.idOf({ studyId, trialId });
}

/** Each has a priority: one without would come before all that have any. */
function taskOf({ studyId, trialId, queue, rank }: AdmittedTrial): Task<'trial'> {
  return { kind: 'trial', payload: { studyId, trialId }, queue, priority: rank };
}

function placed(trial: AdmittedTrial): JobAt & { readonly priority: number } {
  return { id: jobIdOf(trial), queue: trial.queue, priority: trial.rank };
}
