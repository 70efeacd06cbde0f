import { setTimeout as sleep } from 'node:timers/promises';
import type { Bar } from '../harness/bar.js';
import type { Finding } from '../harness/finding.js';
import { nodeSide, type Side } from '../harness/side.js';
import { withSides } from '../harness/with-sides.js';
import type { BenchOptions } from '../options.js';
import { fillStore, studyOf } from '../serving/filled-store.js';
import { loadMix, type Share } from '../serving/load-mix.js';
import { startOrchestrator, type Orchestrator } from '../serving/orchestrator.js';

const readsPerSecond = 200;
const submissionsPerSecond = 20;
const largestP99Ms = 500;
/** Of resident memory in the second half of the reads, when caches are full. */
const largestGrowthMb = 40;
const megabyte = 1e6;
const memoryEveryMs = 1000;

interface Pressed {
  readonly sent: number;
  readonly answered: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly ms: Readonly<Record<'median' | 'p95' | 'p99' | 'largest', number>>;
}

interface Answered {
  readonly reads: Pressed;
  readonly writes: Pressed;
  /** Of the orchestrator, in MB, each second. */
  readonly memoryMb: readonly number[];
}

/** Connections that do no work for anybody, and what they are held with. */
const hostile = {
  'idle connections': { count: 5000, first: '', drip: '' },
  'requests whose heads come a line a second': {
    count: 1000,
    first: 'GET /api/v1/studies HTTP/1.1\r\nHost: 127.0.0.1\r\n',
    drip: 'X-More: and more\r\n',
  },
  'requests whose bodies come a byte a second': {
    count: 1000,
    first:
      'POST /api/v1/studies HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n',
    drip: ' ',
  },
  'readers of the stream of events': {
    count: 500,
    first: 'GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
    drip: '',
  },
} as const;

/**
 * Whether an orchestrator bears a lab at work: reads and submissions at a steady pace; then reads
 * while others hold connections, each time after as many reads without them.
 */
export async function load(
  { seconds, studies, trials, threads }: BenchOptions,
  note: (line: string) => void,
  hold: (bar: Bar) => void,
): Promise<Finding[]> {
  const server = await startOrchestrator();
  try {
    const store = await fillStore(server, studies, trials);
    const mix = await loadMix(server, store);
    await withSides([nodeSide('press'), nodeSide('hold-connections')], threads, async (sides) => {
      const [press, holder] = sides as [Side, Side];
      await send({ server, press, mix }, { seconds: 5, writes: 0 });
      const alone = await send({ server, press, mix }, { seconds, writes: 0 });
      holdAnswers(hold, `${readsPerSecond} reads/s for ${seconds} s`, alone.reads);
      holdMemory(hold, seconds, alone.memoryMb);
      const both = await send({ server, press, mix }, { seconds, writes: submissionsPerSecond });
      const what = `${readsPerSecond} reads/s and ${submissionsPerSecond} submissions/s for ${seconds} s`;
      holdAnswers(hold, `${what}: reads`, both.reads);
      holdAnswers(hold, `${what}: submissions`, both.writes);
      note(`${what}: ${memoryLine(both.memoryMb)}`);
      for (const [name, held] of Object.entries(hostile)) {
        const turn = Math.max(5, Math.round(seconds / 6));
        const without = await send({ server, press, mix }, { seconds: turn, writes: 0 });
        const { hostname: host, port } = new URL(server.site());
        const { open } = await holder.ask<{ open: number }>({
          ...held,
          do: 'hold',
          host,
          port: Number(port),
        });
        const beside = await send({ server, press, mix }, { seconds: turn, writes: 0 });
        const released = await holder.ask<{ open: number; ended: number }>({ do: 'release' });
        holdAnswers(hold, `reads for ${turn} s beside ${open} ${name}`, beside.reads);
        note(
          `${name}: ${open} at the beginning, ${released.open} at the end, ${released.ended} ended by the server; reads without ${timesLine(without.reads)}, with ${timesLine(beside.reads)}`,
        );
      }
    });
    return [];
  } finally {
    await server.stop();
  }
}

interface Pressing {
  readonly server: Orchestrator;
  readonly press: Side;
  readonly mix: readonly Share[];
}

async function send(
  { server, press, mix }: Pressing,
  { seconds, writes }: { readonly seconds: number; readonly writes: number },
): Promise<Answered> {
  const ended = new AbortController();
  const memoryMb: number[] = [];
  const watching = watchMemory(server, memoryMb, ended.signal);
  const answered = await press.ask<Omit<Answered, 'memoryMb'>>({
    do: 'press',
    site: server.site(),
    seconds,
    readsPerSecond,
    reads: mix,
    writesPerSecond: writes,
    writePath: 'api/v1/studies',
    writeBody: JSON.stringify(studyOf('load-{n}', { variants: 2, seeds: 1 })),
  });
  ended.abort();
  await watching;
  return { ...answered, memoryMb };
}

async function watchMemory(
  server: Orchestrator,
  found: number[],
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    found.push((await server.memory()).resident / megabyte);
    await sleep(memoryEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

function holdAnswers(hold: (bar: Bar) => void, what: string, answers: Pressed): void {
  const { sent, answered, failures, ms } = answers;
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  const lost = Math.max(failed, sent - answered);
  const why = failed > 0 ? ` (${JSON.stringify(failures)})` : '';
  const errors = `${what}: errors of ${sent}${why}`;
  hold({ what: errors, unit: 'events', values: [lost], statistic: 'largest', below: 1 });
  const p99 = `${what}: p99`;
  hold({ what: p99, unit: 'ms', values: [ms.p99], statistic: 'largest', below: largestP99Ms });
}

/** The median of the last quarter above that of the second one: the first fills caches. */
function holdMemory(hold: (bar: Bar) => void, seconds: number, memoryMb: readonly number[]): void {
  const quarter = Math.floor(memoryMb.length / 4);
  const middle = (values: readonly number[]) =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
  const growth = middle(memoryMb.slice(-quarter)) - middle(memoryMb.slice(quarter, 2 * quarter));
  const what = `${readsPerSecond} reads/s for ${seconds} s: growth of memory from the second quarter to the last`;
  hold({ what, unit: 'MB', values: [growth], statistic: 'largest', below: largestGrowthMb });
}

function memoryLine(memoryMb: readonly number[]): string {
  const at = (share: number) =>
    Math.round(memoryMb[Math.floor(share * (memoryMb.length - 1))] ?? NaN);
  return `the orchestrator held ${at(0)} MB at the beginning, ${at(0.5)} in the middle, ${at(1)} at the end`;
}

function timesLine({ ms, sent, answered }: Pressed): string {
  return `median ${ms.median} ms, p99 ${ms.p99} ms, largest ${ms.largest} ms (${answered} of ${sent})`;
}
