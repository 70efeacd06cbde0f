import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { SideRequest } from './side.js';

/** Runs in our side: answers requests by name, one after the other, until the input ends. */
export async function answerRequests(
  handlers: Readonly<Record<string, (request: never) => unknown>>,
): Promise<void> {
  const answers = createWriteStream('', { fd: 3 });
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as SideRequest;
    const handle = handlers[request.do];
    if (!handle) throw new Error(`no request ${request.do}`);
    answers.write(`${JSON.stringify((await handle(request as never)) ?? null)}\n`);
  }
}

/** Wall time of what `action` does. */
export async function secondsOf(action: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await action();
  return (performance.now() - startedAt) / 1000;
}
