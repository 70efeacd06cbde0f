import { setTimeout as sleep } from 'node:timers/promises';
import {
  defaultQueuePrefix,
  eventStreamField,
  eventStreamKey,
  eventStreamLength,
  type Cells,
} from '@crossfold/contracts';
import { Redis } from 'ioredis';
import type { Bar } from '../harness/bar.js';
import type { Finding } from '../harness/finding.js';
import { nodeSide } from '../harness/side.js';
import { withSides } from '../harness/with-sides.js';
import type { BenchOptions } from '../options.js';
import { epochEvent } from '../serving/epoch-event.js';
import { studyOf } from '../serving/filled-store.js';
import { startOrchestrator } from '../serving/orchestrator.js';

const perSecond = 500;
const tickMs = 20;
/** For what is under way when the last event has been sent. */
const settleMs = 120_000;
const megabyte = 1e6;

interface Settled {
  readonly received: readonly number[];
  readonly misplaced: number;
  readonly delayMs: Readonly<Record<'median' | 'p95' | 'p99' | 'largest', number>>;
}

/**
 * Ends of epochs as workers send them, to many pages at once: whether each page has each of them
 * once, and how long after it was sent. All subscribers are one process beside the orchestrator.
 */
export async function events(
  { subscribers, seconds, threads }: BenchOptions,
  note: (line: string) => void,
  hold: (bar: Bar) => void,
): Promise<Finding[]> {
  const server = await startOrchestrator();
  const redis = new Redis(server.redisUrl);
  try {
    await server.addDataset();
    const studyId = await server.submit(studyOf('followed', { variants: 10, seeds: 4 }));
    const { cells } = await server.get<Cells>(`studies/${studyId}/cells`);
    await withSides([nodeSide('subscribers')], threads, async ([side]) => {
      if (!side) throw new Error('expected a side, got none');
      const url = `${server.site()}api/v1/studies/${studyId}/events`;
      await side.ask({ do: 'open', url, count: subscribers });
      const trialIds = cells.map(({ trialId }) => trialId);
      const sent = await publish(redis, { studyId, trialIds }, seconds);
      const settled = await side.ask<Settled>({ do: 'settle', events: sent, timeoutMs: settleMs });
      const { median, p99, largest } = settled.delayMs;
      const lost = settled.received.map((received) => sent - received);
      const what = `${sent} events in ${seconds} s to ${subscribers} subscribers`;
      hold({ what: `${what}: lost`, unit: 'events', values: lost, statistic: 'largest', below: 1 });
      hold({
        what: `${what}: twice or out of order`,
        unit: 'events',
        values: [settled.misplaced],
        statistic: 'largest',
        below: 1,
      });
      hold({
        what: `${what}: p95 of the delay`,
        unit: 'ms',
        values: [settled.delayMs.p95],
        statistic: 'largest',
        below: 1000,
      });
      note(`delay: median ${median} ms, p99 ${p99} ms, largest ${largest} ms`);
    });
    const { peak } = await server.memory();
    note(`the orchestrator held ${Math.round(peak / megabyte)} MB at most`);
    return [];
  } finally {
    redis.disconnect();
    await server.stop();
  }
}

interface Published {
  readonly studyId: string;
  readonly trialIds: readonly string[];
}

/** Adds events to the stream as a worker does, evenly. @returns how many */
async function publish(
  redis: Redis,
  { studyId, trialIds }: Published,
  seconds: number,
): Promise<number> {
  const all = perSecond * seconds;
  const key = eventStreamKey(defaultQueuePrefix);
  const startedAt = performance.now();
  let sent = 0;
  while (sent < all) {
    const due = Math.min(all, Math.floor(((performance.now() - startedAt) * perSecond) / 1000));
    const batch = redis.pipeline();
    for (; sent < due; sent++) {
      const epoch = Math.floor(sent / trialIds.length) + 1;
      const trialId = trialIds[sent % trialIds.length] ?? '';
      const json = JSON.stringify(epochEvent(studyId, trialId, epoch));
      batch.xadd(key, 'MAXLEN', '~', eventStreamLength, '*', eventStreamField, json);
    }
    await batch.exec();
    await sleep(tickMs);
  }
  return sent;
}
