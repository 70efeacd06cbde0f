import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, readTextIfAny, writeFileAtomically } from '@crossfold/provision';
import { z } from 'zod';
import { getOverHttp } from '../client/http-get.js';

/** Says where the embedded stack of a home runs. A token is never part of it. */
const stackRecordSchema = z.strictObject({
  url: z.url(),
  /** The process that started the stack and will end it. */
  pid: z.int().positive(),
  pids: z.record(z.string(), z.int()),
});
export type StackRecord = z.infer<typeof stackRecordSchema>;

const answerTimeoutMs = 5000;

/** The stack that runs on a home now; undefined when none does, or its starter was killed. */
export async function findStack(homeDir: string): Promise<StackRecord | undefined> {
  const record = await readStackRecord(homeDir);
  return record && isAlive(record.pid) && (await answers(record.url)) ? record : undefined;
}

/** What was written last, whether or not that stack still runs. */
export async function readStackRecord(homeDir: string): Promise<StackRecord | undefined> {
  const text = await readTextIfAny(recordPath(homeDir));
  return text === undefined ? undefined : stackRecordSchema.safeParse(JSON.parse(text)).data;
}

export async function writeStackRecord(homeDir: string, record: StackRecord): Promise<void> {
  await writeFileAtomically(recordPath(homeDir), `${JSON.stringify(record, null, 2)}\n`);
}

export async function removeStackRecord(homeDir: string): Promise<void> {
  await rm(recordPath(homeDir), { force: true });
}

/** Process ids are used again: what counts is that something answers there. */
async function answers(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(answerTimeoutMs);
    const answer = await getOverHttp(new URL('/health/live', url).href, { signal });
    await answer?.text();
    return true;
  } catch {
    return false;
  }
}

function recordPath(homeDir: string): string {
  return join(homeDir, 'stack.json');
}
