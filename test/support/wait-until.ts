import { setTimeout as sleep } from 'node:timers/promises';

interface Patience {
  /** Default two minutes: no test asserts a time, and machines are slow at times. */
  readonly timeoutMs?: number;
  readonly everyMs?: number;
}

/**
 * Looks again and again until the answer is truthy.
 *
 * @param what is waited for, as the error says it: `the worker to leave`
 * @returns the answer
 * @throws Error at the deadline
 */
export async function waitUntil<T>(
  what: string,
  look: () => T | Promise<T>,
  { timeoutMs = 120_000, everyMs = 20 }: Patience = {},
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await look();
    if (answer) return answer as Exclude<T, false | null | undefined>;
    if (performance.now() > deadline) {
      throw new Error(`expected ${what} within ${timeoutMs} ms, got ${JSON.stringify(answer)}`);
    }
    await sleep(everyMs);
  }
}
