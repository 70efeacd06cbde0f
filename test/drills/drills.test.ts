import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomStream } from '@crossfold/random';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startFailingProxy, type Fate, type FaultyProxy } from '../support/faulty-proxy.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { startStack, type Stack } from '../support/stack.js';
import { addDrawnImages } from '../support/tiny-study.js';
import {
  openDrillRange,
  runDrill,
  type DrillRange,
  type DrillResult,
  type Fault,
} from './drill-range.js';
import { drillTable } from './drill-table.js';
import {
  anyOf,
  damageCheckpoint,
  flushRedis,
  hangChild,
  killChild,
  killOrchestrator,
  killRedis,
  killWorker,
  leave,
  outliveLock,
} from './faults.js';

/** `full`; `once` for a tenth of it, each drill at least once; else a short form of some. */
const form = process.env['CROSSFOLD_DRILLS'];
const seed = Number(process.env['CROSSFOLD_DRILL_SEED'] ?? randomInt(2 ** 31));

function timesOf({ times: [full, short] }: Drill): number {
  if (form === 'full') return full;
  return form === 'once' ? Math.ceil(full / 10) : short;
}

interface Drill {
  readonly fault: string;
  readonly inflict: Fault;
  /** How often in the full form, and in the short one that `npm test` runs. */
  readonly times: readonly [full: number, short: number];
  readonly workers?: number;
}

const mixed = anyOf([killWorker, killChild, killOrchestrator, leave, flushRedis, killRedis(2000)]);

const drills: readonly Drill[] = [
  { fault: 'worker leaves on SIGTERM', inflict: leave, times: [10, 2] },
  { fault: 'training process killed -9', inflict: killChild, times: [10, 1] },
  { fault: 'orchestrator killed -9', inflict: killOrchestrator, times: [10, 1] },
  { fault: 'worker killed -9', inflict: killWorker, times: [10, 1] },
  { fault: 'Redis flushed', inflict: flushRedis, times: [3, 0] },
  { fault: 'Redis killed and restarted', inflict: killRedis(0), times: [3, 0] },
  { fault: 'Redis away 60 s', inflict: killRedis(60_000), times: [1, 0] },
  { fault: 'worker stopped past its lock', inflict: outliveLock, times: [2, 0] },
  { fault: 'training process hangs', inflict: hangChild, times: [2, 0] },
  { fault: 'byte of a checkpoint flipped', inflict: damageCheckpoint('flip'), times: [2, 1] },
  { fault: 'checkpoint truncated', inflict: damageCheckpoint('truncate'), times: [2, 0] },
  { fault: 'a random mixture, 2 workers', inflict: mixed, times: [50, 0], workers: 2 },
];

const results: DrillResult[] = [];

function expectNothingLost(result: DrillResult): void {
  results.push(result);
  expect(result).toMatchObject({ lost: 0, repeated: 0, isEqual: true });
}

afterAll(() => {
  process.stdout.write(`\n${drillTable(results)}\nseed ${seed}\n`);
});

describe(`drills with seed ${seed}`, () => {
  let stack: Stack;
  let range: DrillRange;

  beforeAll(async () => {
    stack = await startStack();
    await addDrawnImages(stack);
    range = await openDrillRange(stack, randomStream(seed, 'drills'));
    return () => stack.stop();
  });

  const chosen = drills
    .map((drill) => ({ ...drill, times: timesOf(drill) }))
    .filter(({ times }) => times > 0);

  it.each(chosen)('$fault, $times times', async ({ inflict, ...drill }) => {
    expectNothingLost(await runDrill(range, drill, inflict));
  });
});

describe('drills with a store that fails', () => {
  let server: S3Server;
  let proxy: FaultyProxy;
  let stack: Stack;
  let range: DrillRange;
  let decide: () => Fate = () => 'pass';

  beforeAll(async () => {
    server = await startS3Server();
    proxy = await startFailingProxy(server.endpoint, () => decide());
    vi.stubEnv('AWS_ACCESS_KEY_ID', server.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.secretAccessKey);
    stack = await startStack({
      CROSSFOLD_STORE: `s3://${server.bucket}/drills`,
      S3_ENDPOINT: proxy.endpoint,
      S3_REGION: 'us-east-1',
      S3_FORCE_PATH_STYLE: 'true',
    });
    await addDrawnImages(stack);
    range = await openDrillRange(stack, randomStream(seed, 'store drills'));
    return async () => {
      await stack.stop();
      await proxy.stop();
      await server.stop();
      vi.unstubAllEnvs();
    };
  });

  /** @param share of the requests that fail, for so long */
  function failing(share: number, fate: Fate, forMs: number): Fault {
    return async ({ random }) => {
      const before = proxy.lost();
      decide = () => (random.uniform() < share ? fate : 'pass');
      await sleep(forMs);
      decide = () => 'pass';
      expect(proxy.lost()).toBeGreaterThan(before);
    };
  }

  const outages: readonly Drill[] = [
    {
      fault: '20 % of store calls fail',
      inflict: failing(0.2, 'unavailable', 8000),
      times: [3, 1],
    },
    { fault: '20 % of uploads reset', inflict: failing(0.2, 'reset', 8000), times: [3, 0] },
    { fault: 'store away 60 s', inflict: failing(1, 'unavailable', 60_000), times: [1, 0] },
  ];
  const chosen = outages
    .map((drill) => ({ ...drill, times: timesOf(drill) }))
    .filter(({ times }) => times > 0);

  it.each(chosen)('$fault, $times times', async ({ inflict, ...drill }) => {
    expectNothingLost(await runDrill(range, drill, inflict));
  });
});
