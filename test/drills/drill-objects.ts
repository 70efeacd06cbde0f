import { setTimeout as sleep } from 'node:timers/promises';
import { records, studyFolder, type Report } from '@crossfold/contracts';
import type { Stack } from '../support/stack.js';
import { attemptsOf } from '../support/tiny-study.js';

const timeoutMs = 300_000;

export async function keysOf({ store }: Stack, studyId: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(studyFolder(studyId))) keys.push(key);
  return keys;
}

/** Polls; a store that is away just now is asked again. */
export async function untilKeys(
  stack: Stack,
  studyId: string,
  done: (keys: readonly string[]) => boolean,
): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const keys = await keysOf(stack, studyId).catch(() => []);
    if (done(keys)) return;
    if (performance.now() > giveUpAt) {
      throw new Error(`${studyId} after ${timeoutMs} ms: ${keys.slice(-5).join(' ')}`);
    }
    await sleep(50);
  }
}

/** Waits for the report, in the store and over the API. */
export async function untilOver(stack: Stack, studyId: string): Promise<void> {
  const report = records.report.key({ studyId });
  await untilKeys(stack, studyId, (keys) => keys.includes(report));
  await stack.waitFor<Report>(`/studies/${studyId}/report`, () => true, timeoutMs);
}

export async function isOver(stack: Stack, studyId: string): Promise<boolean> {
  return (await stack.store.head(records.report.key({ studyId }))) !== null;
}

const maxMissed = 5;

/** @param missed studies in a row that were over before a fault came to them */
export function assertNotMissed(missed: number): void {
  if (missed < maxMissed) return;
  throw new Error(`expected a fault to meet a study, got ${missed} studies that ended before`);
}

export function isReceipt(key: string): boolean {
  return key.endsWith('/receipt.json');
}

/** Trials that were taken up and have no receipt. */
export async function openTrials(stack: Stack, studyId: string): Promise<string[]> {
  const keys = await keysOf(stack, studyId);
  const attempts = await attemptsOf(stack.store, studyId);
  return [...attempts.keys()].filter(
    (trialId) => !keys.includes(records.receipt.key({ studyId, trialId })),
  );
}
