import { AppError, byteObjects, visibleLines, type TrialName } from '@crossfold/contracts';
import type { ListedObject, ObjectStore } from '@crossfold/storage';

/** Of a log that is longer than workers make them, the end is read. */
const maxReadBytes = 1024 * 1024;

/** What is wanted of a trial's logs. */
export interface TrialLogChoice {
  /** Left out: the newest attempt that has a log. */
  readonly attempt?: number | undefined;
  /** So many lines of its end; left out: all that are kept. */
  readonly tail?: number | undefined;
}

export interface TrialLogText {
  readonly attempt: number;
  /** Lines of time, source and text, whose characters act on no terminal. */
  readonly text: string;
}

/**
 * What an attempt at a trial has said, as far as it is stored: of one that runs, until some seconds ago.
 *
 * @throws AppError NOT_FOUND where there is no such log
 */
export async function readTrialLog(
  store: ObjectStore,
  at: TrialName,
  { attempt, tail }: TrialLogChoice,
): Promise<TrialLogText> {
  const logs: { readonly attempt: number; readonly listed: ListedObject }[] = [];
  for await (const listed of store.list(byteObjects.trialLog.prefix(at))) {
    const named = byteObjects.trialLog.parseKey(listed.key);
    if (named) logs.push({ attempt: named.attempt, listed });
  }
  const found = attempt === undefined ? logs.at(-1) : logs.find((one) => one.attempt === attempt);
  if (!found) throw noLog(at, attempt, logs);
  const { key, sizeBytes } = found.listed;
  const start = Math.max(0, sizeBytes - maxReadBytes);
  const chunks: Uint8Array[] = [];
  if (sizeBytes > 0) {
    for await (const chunk of await store.getStream(key, { start })) chunks.push(chunk);
  }
  const text = visibleLines(Buffer.concat(chunks).toString('utf8'));
  return { attempt: found.attempt, text: tail === undefined ? text : lastLines(text, tail) };
}

function lastLines(text: string, count: number): string {
  const lines = text.split('\n');
  const isEnded = lines.at(-1) === '';
  return lines.slice(Math.max(0, lines.length - count - (isEnded ? 1 : 0))).join('\n');
}

function noLog(
  { studyId, trialId }: TrialName,
  attempt: number | undefined,
  logs: readonly { readonly attempt: number }[],
): AppError {
  const expected = attempt === undefined ? 'a log' : `a log of attempt ${attempt}`;
  const there = logs.map((one) => one.attempt).join(', ') || 'none';
  return new AppError(
    'NOT_FOUND',
    `expected ${expected} at ${trialId} of ${studyId}; of these attempts there is one: ${there}`,
    { remedy: 'A log is there some seconds after a worker has taken the trial up.' },
  );
}
