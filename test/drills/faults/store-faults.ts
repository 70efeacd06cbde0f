import { setTimeout as sleep } from 'node:timers/promises';
import type { Fate, FaultyProxy, ForgedAnswer } from '../../support/faulty-proxy.js';
import { waitUntil } from '../../support/wait-until.js';
import { isOver } from '../drill-objects.js';
import type { Fault } from '../drill-range.js';

/** What a proxy without a backend answers. */
export const proxyAnswer = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: '404 page not found\n',
} as const satisfies ForgedAnswer;

/** What a server answers to a key that it does not know, as while a key is being replaced. */
export const keyRefused = {
  status: 403,
  headers: { 'content-type': 'application/xml' },
  body: '<?xml version="1.0"?><Error><Code>InvalidAccessKeyId</Code><Message>No such key</Message></Error>',
} as const satisfies ForgedAnswer;

/** Requests of all processes fail for a while, some or all of them. */
export interface StoreOutages {
  /** What the proxy asks for each request. */
  decide(): Fate;
  /** @param share of the requests that meet this fate, for so long at least */
  failing(share: number, fate: Fate, forMs: number): Fault;
}

/** @param proxy is opened after this */
export function createStoreOutages(proxy: () => FaultyProxy): StoreOutages {
  let decide: () => Fate = () => 'pass';
  return {
    decide: () => decide(),
    failing:
      (share, fate, forMs) =>
      async ({ random, stack }, studyId) => {
        const before = proxy().lost();
        decide = () => (random.uniform() < share ? fate : 'pass');
        await sleep(forMs);
        // In a quiet moment it lasts until a request has met it.
        const isMet = async () => proxy().lost() > before || (await isOver(stack, studyId));
        await waitUntil('a request that meets the fault', isMet, { timeoutMs: 600_000 });
        decide = () => 'pass';
      },
  };
}
