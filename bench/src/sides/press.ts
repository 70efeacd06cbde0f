import { Agent, request, type RequestOptions } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerRequests } from '../harness/answer.js';
import { quantile } from '../harness/finding.js';

/** Sends requests at a steady pace, however slow the answers are, and tells how long they took. */

const tickMs = 5;
/** What is under way at the end is waited for. */
const settleMs = 60_000;
const timeoutMs = 30_000;

interface Sent {
  readonly path: string;
  /** Of a POST. */
  readonly body?: string;
}

interface Press {
  /** Ends with a slash. */
  readonly site: string;
  readonly seconds: number;
  readonly readsPerSecond: number;
  /** Each as often as its percent says, spread out. */
  readonly reads: readonly { readonly path: string; readonly percent: number }[];
  readonly writesPerSecond: number;
  readonly writePath: string;
  /** `{n}` stands for a number that no other request of this process has. */
  readonly writeBody: string;
}

/** Times of answers, from the moment at which a request was due: a late one counts as a slow one. */
class Tally {
  readonly ms: number[] = [];
  readonly failures = new Map<string, number>();
  sent = 0;

  done(startedAt: number, status: number): void {
    this.ms.push(performance.now() - startedAt);
    if (status < 200 || status >= 300) this.fail(`status ${status}`);
  }

  fail(reason: string): void {
    this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1);
  }

  summary() {
    const at = (share: number) => Math.round(10 * quantile(this.ms, share)) / 10;
    return {
      sent: this.sent,
      answered: this.ms.length,
      failures: Object.fromEntries(this.failures),
      ms: { median: at(0.5), p95: at(0.95), p99: at(0.99), largest: at(1) },
    };
  }
}

const bodies = { sent: 0 };

async function press(asked: Press) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1000 });
  const url = new URL(asked.site);
  const address = { agent, host: url.hostname, port: url.port, timeout: timeoutMs };
  const tallies = { reads: new Tally(), writes: new Tally() };
  const order = spreadOut(asked.reads);
  const startedAt = performance.now();
  const ask = (tally: Tally, sent: Sent, dueAt: number) => {
    tally.sent++;
    send({ ...address, path: `${url.pathname}${sent.path}` }, sent.body).then(
      (status) => {
        tally.done(dueAt, status);
      },
      (error: unknown) => {
        tally.fail(error instanceof Error ? error.message : String(error));
      },
    );
  };
  for (let elapsed = 0; elapsed < asked.seconds;) {
    await sleep(tickMs);
    elapsed = Math.min(asked.seconds, (performance.now() - startedAt) / 1000);
    const { reads, writes } = tallies;
    while (reads.sent < Math.floor(elapsed * asked.readsPerSecond)) {
      const path = order[reads.sent % order.length] ?? '';
      ask(reads, { path }, startedAt + (1000 * reads.sent) / asked.readsPerSecond);
    }
    while (writes.sent < Math.floor(elapsed * asked.writesPerSecond)) {
      const body = asked.writeBody.replaceAll('{n}', String(bodies.sent++));
      const due = startedAt + (1000 * writes.sent) / asked.writesPerSecond;
      ask(writes, { path: asked.writePath, body }, due);
    }
  }
  const all = Object.values(tallies);
  const isSettled = () => all.every((tally) => tally.ms.length + failuresOf(tally) >= tally.sent);
  for (const endedAt = performance.now(); performance.now() - endedAt < settleMs && !isSettled();) {
    await sleep(20);
  }
  agent.destroy();
  return { reads: tallies.reads.summary(), writes: tallies.writes.summary() };
}

/** Those that gave no answer at all. */
function failuresOf({ failures }: Tally): number {
  return [...failures].reduce((sum, [why, n]) => sum + (why.startsWith('status') ? 0 : n), 0);
}

/** Paths in an order in which each comes at even distances. */
function spreadOut(reads: Press['reads']): string[] {
  const places = reads.flatMap(({ path, percent }) =>
    Array.from({ length: percent }, (_, n) => ({ path, place: (n + 0.5) / percent })),
  );
  return places.sort((a, b) => a.place - b.place).map(({ path }) => path);
}

/** Reads the answer to its end. @returns its status */
function send(options: RequestOptions, body?: string): Promise<number> {
  const headers = {
    'accept-encoding': 'gzip',
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  const method = body === undefined ? 'GET' : 'POST';
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, method, headers }, (response) => {
      response
        .on('end', () => {
          resolve(response.statusCode ?? 0);
        })
        .on('error', reject)
        .resume();
    });
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error(`no byte in ${timeoutMs / 1000} s`)));
    sent.end(body);
  });
}

void answerRequests({ press });
