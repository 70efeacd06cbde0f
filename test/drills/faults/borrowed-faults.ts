import { setTimeout as sleep } from 'node:timers/promises';
import type { BorrowedStack } from '../../support/borrowed-stack.js';
import type { Stack } from '../../support/stack.js';
import { waitUntil } from '../../support/wait-until.js';
import { pickWorker, type DrillRange, type Fault } from '../drill-range.js';
import { untilSaid } from './process-faults.js';

const readyTimeoutMs = 60_000;

async function readiness({ api }: Stack): Promise<number> {
  return (await fetch(new URL('/health/ready', api))).status;
}

/** All connections of one kind go silent, until the processes have given them up. */
export function silence(borrowed: () => BorrowedStack, kind: 'redis' | 's3'): Fault {
  return async (range: DrillRange) => {
    const { stack } = range;
    if (borrowed()[kind].silence() === 0)
      throw new Error(`expected connections of ${kind}, got none`);
    if (kind === 'redis') {
      const status = await readiness(stack);
      if (status !== 503) throw new Error(`expected readiness 503 in the silence, got ${status}`);
      await untilSaid(pickWorker(range), 'Socket timeout');
    }
    await waitUntil('readiness after the silence', async () => (await readiness(stack)) === 200, {
      timeoutMs: readyTimeoutMs,
      everyMs: 200,
    });
  };
}

/** The service for keys is out of order, at least until somebody wanted one. */
export function withholdKeys(borrowed: () => BorrowedStack, forMs: number): Fault {
  return async () => {
    const { credentials } = borrowed();
    const before = credentials.refused();
    credentials.fate = 503;
    await sleep(forMs);
    await waitUntil('a refused credential', () => credentials.refused() > before, {
      timeoutMs: readyTimeoutMs,
    });
    credentials.fate = 'give';
  };
}
