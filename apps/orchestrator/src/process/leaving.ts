import { log } from './log.js';
/*
 * How long the parts of an orchestrator that leaves are waited for, one stage after the other. All
 * of it fits into the 30 s that a service manager waits; what did not end is done again from the
 * store.
 */
export const leavingStagesMs = { work: 14_000, queues: 5_000, connections: 5_000 } as const;

/** Requests under way are answered in this time, or cut off. */
export const requestGraceMs = 10_000;

/** A report under way is written in this time, or its job goes back. */
export const reportGraceMs = 10_000;

/**
 * Waits for parts that are being closed, each under the name by which it is told when it does not
 * end in time: Redis or the store may be away, and nothing here is worth waiting for their return.
 */
export async function closeWithin(
  limitMs: number,
  parts: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => {
      resolve('late');
    }, limitMs);
  });
  const closing = Object.entries(parts).map(async ([name, close]) => {
    try {
      if ((await Promise.race([close(), late])) !== 'late') return;
      log.warn(`leaves without waiting for ${name} any longer`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn(`leaves without ${name}: ${reason}`);
    }
  });
  await Promise.all(closing);
  clearTimeout(timer);
}
