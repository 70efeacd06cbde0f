import { tracingChannel } from 'node:diagnostics_channel';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { measureRedis } from './redis-metrics.js';

/** As the client tells a command. */
async function command(name: string, answer: Promise<unknown>): Promise<void> {
  const channel = tracingChannel('ioredis:command');
  await channel.tracePromise(() => answer, { command: name, args: [] }).catch(() => undefined);
}

it('measures commands and counts those that fail, until it is ended', async () => {
  const registry = new Registry();
  const end = measureRedis(registry);
  await command('get', Promise.resolve('x'));
  await command('EVALSHA', Promise.reject(new Error('OOM')));
  await command('bzpopmin', Promise.resolve(null));
  await command('xread', Promise.resolve(null));
  end();
  await command('get', Promise.resolve('y'));
  const lines = (await registry.metrics()).split('\n');
  expect(lines.filter((line) => /_count\{|errors_total\{/.test(line))).toEqual([
    'crossfold_redis_command_duration_seconds_count{command="get"} 1',
    'crossfold_redis_command_duration_seconds_count{command="evalsha"} 1',
    'crossfold_redis_errors_total{command="evalsha"} 1',
  ]);
});
