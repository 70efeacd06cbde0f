import {
  defaultQueuePrefix,
  eventStreamField,
  eventStreamKey,
  type Cells,
  type StudyEvent,
} from '@crossfold/contracts';
import { Redis } from 'ioredis';
import type { Browser } from 'playwright-core';
import { epochEvent } from './epoch-event.js';
import type { Orchestrator } from './orchestrator.js';
import { openTimed } from './page-times.js';

/** Epochs end at any moment of the page's own rhythm. */
const spreadMs = 400;

/**
 * Ends of epochs of a trial, sent as a worker sends them while somebody looks at its page.
 *
 * @returns from each until the frame that shows it, in ms
 */
export async function timeLiveValues(
  server: Orchestrator,
  browser: Browser,
  studyId: string,
  values: number,
): Promise<readonly number[]> {
  const { cells } = await server.get<Cells>(`studies/${studyId}/cells`);
  const trialId = cells.find(({ state }) => state === 'queued')?.trialId ?? '';
  const redis = new Redis(server.redisUrl);
  const send = (event: StudyEvent) =>
    redis.xadd(eventStreamKey(defaultQueuePrefix), '*', eventStreamField, JSON.stringify(event));
  const url = `${server.site()}#/studies/${studyId}/trials/${trialId}`;
  const { page } = await openTimed(browser, {
    url,
    isShown: 'document.querySelector(\'#connection[data-state="live"]\')',
  });
  /** Of the frame that has the epoch, in ms since 1970. */
  const shown = (epoch: number) =>
    page.evaluate<number>(`new Promise((resolve) => {
      const look = () => {
        const { epochs = 0 } = document.querySelector('.curves[data-epochs]')?.dataset ?? {};
        if (Number(epochs) >= ${epoch}) resolve(Date.now());
        else requestAnimationFrame(look);
      };
      look();
    })`);
  try {
    await send(startedEvent(studyId, trialId, values + 1));
    // The first one brings the library that draws with it.
    await send(epochEvent(studyId, trialId, 1));
    await shown(1);
    const times: number[] = [];
    for (let epoch = 2; epoch <= values + 1; epoch++) {
      await page.waitForTimeout((spreadMs * epoch) / (values + 1));
      const isShown = shown(epoch);
      const event = epochEvent(studyId, trialId, epoch);
      await send(event);
      times.push((await isShown) - Date.parse(event.at));
    }
    return times;
  } finally {
    redis.disconnect();
    await page.close();
  }
}

function startedEvent(studyId: string, trialId: string, epochs: number): StudyEvent {
  return {
    type: 'trial.started',
    at: new Date().toISOString(),
    studyId,
    trialId,
    attempt: 1,
    worker: 'none',
    device: 'none',
    resumedAfterEpoch: null,
    epochs,
  };
}
