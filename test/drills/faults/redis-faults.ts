import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../drill-range.js';

export const flushRedis: Fault = ({ stack }) => stack.flushRedis();

/** @param awayMs until it is started again, with the data that it had written */
export function killRedis(awayMs: number): Fault {
  return async ({ stack }) => {
    const restart = await stack.interruptRedis('SIGKILL');
    await sleep(awayMs);
    await restart();
  };
}
