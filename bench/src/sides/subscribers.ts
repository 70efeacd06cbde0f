import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerRequests } from '../harness/answer.js';

/** Opens streams of events and tells what came through each, and how late. */

/** Later than this counts as this late. */
const latestMs = 120_000;
const delays = new Uint32Array(latestMs + 1);
const subscribers: Subscriber[] = [];

interface Subscriber {
  readonly response: IncomingMessage;
  received: number;
  /** Events that came twice, or before one that was sent earlier. */
  misplaced: number;
}

interface Open {
  readonly url: string;
  readonly count: number;
}

async function open({ url, count }: Open): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  for (let n = 0; n < count; n++) {
    const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
    if (response.statusCode !== 200) throw new Error(`${url}: ${response.statusCode}`);
    subscribers.push(follow(response));
  }
}

function follow(response: IncomingMessage): Subscriber {
  const subscriber: Subscriber = { response, received: 0, misplaced: 0 };
  let rest = '';
  let [lastMs, lastPlace] = [0, -1];
  response.setEncoding('latin1').on('data', (chunk: string) => {
    const now = Date.now();
    const text = rest + chunk;
    let from = 0;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n', from)) {
      // Else it is a comment, that the stream is still there, or what happened before.
      const line = text.indexOf('\n', from);
      if (text.startsWith('event: trial.epoch', line + 1)) {
        const dash = text.indexOf('-', from);
        const ms = Number(text.slice(from + 4, dash));
        const place = Number(text.slice(dash + 1, line));
        if (ms < lastMs || (ms === lastMs && place <= lastPlace)) subscriber.misplaced++;
        [lastMs, lastPlace] = [ms, place];
        subscriber.received++;
        const at = text.indexOf('"at":"', from) + 6;
        const late = now - millisecondsOf(text.slice(at, at + 24));
        const slot = Math.min(latestMs, Math.max(0, late));
        delays[slot] = (delays[slot] ?? 0) + 1;
      }
      from = end + 2;
    }
    rest = text.slice(from);
  });
  return subscriber;
}

/** The same moment is read hundreds of times in a row. */
const parsed = { text: '', ms: 0 };
function millisecondsOf(text: string): number {
  if (text !== parsed.text) {
    parsed.text = text;
    parsed.ms = Date.parse(text);
  }
  return parsed.ms;
}

interface Settle {
  /** That each is to receive. */
  readonly events: number;
  readonly timeoutMs: number;
}

/** Waits for what is still under way. */
async function settle({ events, timeoutMs }: Settle) {
  const startedAt = performance.now();
  while (
    subscribers.some(({ received }) => received < events) &&
    performance.now() - startedAt < timeoutMs
  ) {
    await sleep(20);
  }
  for (const { response } of subscribers) response.destroy();
  return {
    received: subscribers.map(({ received }) => received),
    misplaced: subscribers.reduce((sum, { misplaced }) => sum + misplaced, 0),
    delayMs: { median: delayOf(0.5), p95: delayOf(0.95), p99: delayOf(0.99), largest: delayOf(1) },
  };
}

/** Below which this share of all events came. */
function delayOf(share: number): number {
  const all = delays.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [ms, count] of delays.entries()) {
    seen += count;
    if (seen >= share * all && seen > 0) return ms;
  }
  return NaN;
}

void answerRequests({ open, settle });
