import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';

/**
 * Asks for a yes.
 *
 * @returns false for anything else, and when the input ends or `signal` aborts
 */
export async function confirm(
  question: string,
  { input, output, signal }: { input: Readable; output: Writable; signal: AbortSignal },
): Promise<boolean> {
  const lines = createInterface({ input, output });
  const ended = new AbortController();
  lines.once('close', () => {
    ended.abort();
  });
  try {
    const either = AbortSignal.any([signal, ended.signal]);
    const answer = await lines.question(`${question} [y/N] `, { signal: either });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (signal.aborted || ended.signal.aborted) return false;
    throw error;
  } finally {
    lines.close();
  }
}
