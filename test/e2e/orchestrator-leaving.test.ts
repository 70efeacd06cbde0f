import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { followEvents } from '../support/event-stream.js';
import type { Fate } from '../support/faulty-proxy.js';
import { startFaultyS3Stack } from '../support/faulty-s3.js';
import type { Stack } from '../support/stack.js';
import { hashesAtEnd } from '../support/study-ends.js';
import { attemptsOf, tinyStudy } from '../support/tiny-study.js';
import { undisturbedTinyStudy } from '../support/undisturbed.js';
import { waitUntil } from '../support/wait-until.js';

/** What an orchestrator promises to whoever sends it SIGTERM. */
const graceMs = 30_000;

describe('an orchestrator that leaves', () => {
  const fault = { fate: 'pass' as Fate, isHeld: false, reports: 0, submissions: 0 };
  let stack: Stack;
  let undisturbed: unknown[];

  /** Held are the report, for good, and the record of a study that is submitted, for a while. */
  function decide({ method, url = '' }: IncomingMessage): Fate {
    if (!fault.isHeld || method !== 'PUT') return fault.fate;
    if (url.includes('/report.json')) {
      fault.reports += 1;
      return 'silent';
    }
    if (!url.includes('/study.json') || fault.fate !== 'pass') return fault.fate;
    fault.submissions += 1;
    return 'slow';
  }

  beforeAll(async () => {
    undisturbed = await undisturbedTinyStudy();
    ({ stack } = await startFaultyS3Stack(decide));
    await addDrawnImages(stack);
    await stack.startWorker('worker');
  });
  afterAll(() => stack.stop());

  const takeStore = (fate: Fate) => () => {
    fault.fate = fate;
    return Promise.resolve(() => {
      fault.fate = 'pass';
      return Promise.resolve();
    });
  };

  /** Each returns what brings it back. */
  const outages: Readonly<Record<string, () => Promise<() => Promise<void>>>> = {
    nothing: () => Promise.resolve(() => Promise.resolve()),
    'a killed Redis': () => stack.interruptRedis('SIGKILL'),
    'a Redis that hangs': () => stack.interruptRedis('SIGSTOP'),
    'a store that answers 503': takeStore('unavailable'),
    'a store that hangs': takeStore('silent'),
  };

  it.each(Object.entries(outages))(
    'exits with 0 in time, %s being away, and loses nothing',
    async (away, takeAway) => {
      Object.assign(fault, { isHeld: true, reports: 0, submissions: 0 });
      const studyId = await stack.submit(tinyStudy);
      const stream = await followEvents(stack, studyId);
      // A report is being written in its thread, and a study is being submitted.
      await waitUntil('a report to be written', () => fault.reports > 0);
      fault.submissions = 0;
      const submitted = submit();
      await waitUntil('a study to be stored', () => fault.submissions > 0);
      const bringBack = await takeAway();

      const leaver = stack.orchestrator();
      const askedAt = performance.now();
      const restart = await stack.interruptOrchestrator('SIGTERM');
      expect(performance.now() - askedAt).toBeLessThan(graceMs);
      expect(await leaver.exited, leaver.errors()).toBe(0);
      // The page is told, and what was asked is answered, where it can be.
      await stream.ended;
      const other = await submitted;
      if (away === 'nothing') expect(other).not.toBeNull();

      await bringBack();
      fault.isHeld = false;
      await restart();
      const later = await followEvents(stack, studyId, stream.lastId());
      for (const id of other === null ? [studyId] : [studyId, other]) {
        expect(await hashesAtEnd(stack, id)).toEqual(undisturbed);
        expect([...(await attemptsOf(stack.store, id)).values()]).toEqual([1, 1, 1, 1]);
      }
      const told = [...stream.events, ...later.events].map(({ type }) => type);
      const ends = ['study.submitted', 'trial.succeeded', 'study.finished'] as const;
      const counts = ends.map((end) => told.filter((type) => type === end).length);
      expect(counts).toEqual([1, 4, 1]);
    },
  );

  /** @returns the id of another study; null where there was no such answer */
  async function submit(): Promise<string | null> {
    return stack.submit(tinyStudy).catch(() => null);
  }
});
