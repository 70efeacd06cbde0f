import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, defaultQueuePrefix, type QueuePage } from '@crossfold/contracts';
import { Redis } from 'ioredis';
import type { Bar } from '../harness/bar.js';
import type { Finding } from '../harness/finding.js';
import type { BenchOptions } from '../options.js';
import { cellsPerVariant, studyOf } from '../serving/filled-store.js';
import { startOrchestrator, type Orchestrator } from '../serving/orchestrator.js';

const trialsPerStudy = 10_000;
const commandsOfEach = 10;
const waitingKey = `${defaultQueuePrefix}:tasks:prioritized`;
const patienceMs = 60_000;

/**
 * Ten studies of ten thousand trials each, and no worker: how soon a study is accepted, how large Redis
 * is, and how soon a command shows in the jobs that workers would take next.
 */
export async function admission(
  { trials }: BenchOptions,
  note: (line: string) => void,
  hold: (bar: Bar) => void,
): Promise<Finding[]> {
  const server = await startOrchestrator();
  const redis = new Redis(server.redisUrl);
  try {
    await server.addDataset();
    const half = await timed(() => server.submit(sweep('half', trialsPerStudy / 2)));
    const studyIds: string[] = [];
    const accepted: number[] = [];
    for (let count = 0; count < (10 * trials) / trialsPerStudy; count += 1) {
      const { ms, value } = await timed(() =>
        server.submit(sweep(`sweep-${count}`, trialsPerStudy)),
      );
      studyIds.push(value);
      accepted.push(ms);
    }
    const all = 5000 + trialsPerStudy * studyIds.length;
    hold({
      what: '5,000 trials accepted',
      unit: 'ms',
      values: [half.ms],
      statistic: 'largest',
      below: 2000,
    });
    note(`10,000 trials accepted in ${Math.round(Math.max(...accepted))} ms at most`);
    const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]) / 1e6;
    const holding = `Redis, of ${all.toLocaleString('en')} trials`;
    hold({ what: holding, unit: 'MB', values: [used], statistic: 'largest', below: 50 });
    const commands = await timeCommands(server, redis, studyIds);
    for (const [command, values] of Object.entries(commands)) {
      hold({
        what: `${command}, until Redis has it`,
        unit: 'ms',
        values,
        statistic: 'p95',
        below: 100,
      });
    }
    const jobs = await redis.zcard(waitingKey);
    const wiped = await timed(async () => {
      await redis.flushall();
      await until(async () => (await redis.zcard(waitingKey)) === jobs);
    });
    hold({
      what: 'Redis wiped, until it is filled',
      unit: 'ms',
      values: [wiped.ms],
      statistic: 'largest',
      below: 5000,
    });
    const listed = await timed(() => server.get<QueuePage>('queue?limit=100'));
    note(`the queue of ${listed.value.total} jobs is listed in ${Math.round(listed.ms)} ms`);
    const { peak } = await server.memory();
    note(`the orchestrator held ${Math.round(peak / 1e6)} MB at most`);
    return [];
  } finally {
    redis.disconnect();
    await server.stop();
  }
}

const sweep = (name: string, trials: number) =>
  studyOf(name, { variants: trials / cellsPerVariant, seeds: 10 });

/** Each command to each study in turn, from the request until the jobs that wait in Redis show it. */
async function timeCommands(server: Orchestrator, redis: Redis, studyIds: readonly string[]) {
  const times: Record<'prioritise' | 'pause' | 'resume' | 'cancel', number[]> = {
    prioritise: [],
    pause: [],
    resume: [],
    cancel: [],
  };
  const waiting = () => redis.zrange(waitingKey, '0', '-1');
  const isOf = (studyId: string) => (id: string) => id.startsWith(`${studyId}/`);
  const command = (studyId: string, name: string, body: object) =>
    server.post(`studies/${studyId}/${name}`, body);
  for (let count = 0; count < commandsOfEach; count += 1) {
    const studyId = studyIds[count % studyIds.length] ?? '';
    const measure = async (
      name: keyof typeof times,
      path: string,
      body: object,
      shows: (ids: string[]) => boolean,
    ) => {
      const { ms } = await timed(async () => {
        await command(studyId, path, body);
        await until(async () => shows(await waiting()));
      });
      times[name].push(ms);
    };
    await measure('prioritise', 'priority', { priority: 1 + count }, (ids) =>
      ids.every(isOf(studyId)),
    );
    await measure('pause', 'pause', {}, (ids) => !ids.some(isOf(studyId)));
    await measure('resume', 'resume', {}, (ids) => ids.every(isOf(studyId)));
    if (count % 2 === 0 && studyIds.length > 1) {
      await measure('cancel', 'cancel', {}, (ids) => !ids.some(isOf(studyId)));
    }
  }
  return times;
}

async function timed<T>(
  work: () => Promise<T>,
): Promise<{ readonly ms: number; readonly value: T }> {
  const startedAt = performance.now();
  const value = await work();
  return { ms: performance.now() - startedAt, value };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const startedAt = performance.now(); performance.now() - startedAt < patienceMs;) {
    if (await isSo()) return;
    await sleep(2);
  }
  throw new AppError('INTERNAL', `expected the queue to follow within ${patienceMs / 1000} s`);
}
