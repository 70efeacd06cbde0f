import { tracingChannel } from 'node:diagnostics_channel';
import { Counter, Histogram, type Registry } from 'prom-client';
import { buckets } from './buckets.js';

/** What the client says of each command, and what is kept with it from its start to its end. */
interface TracedCommand {
  readonly command: string;
  error?: unknown;
  startedMs?: number;
}

/** Commands that wait inside Redis: how long says nothing of Redis. */
const waiting = /^(b[lrz]|wait|subscribe|psubscribe)/;

/**
 * Figures of the commands of all connections of this process, as the client's tracing channel tells
 * them. A command that nobody listens for costs the client nothing.
 *
 * @returns what ends that
 */
export function measureRedis(registry: Registry): () => void {
  const registers = [registry];
  const durations = new Histogram({
    name: 'crossfold_redis_command_duration_seconds',
    help: 'Time until Redis answered, by command; those that wait inside Redis are left out',
    labelNames: ['command'],
    buckets: [...buckets.operation],
    registers,
  });
  const errors = new Counter({
    name: 'crossfold_redis_errors_total',
    help: 'Commands that Redis refused or that got no answer, by command',
    labelNames: ['command'],
    registers,
  });
  const end = (traced: object) => {
    const { command, startedMs, error } = traced as TracedCommand;
    const name = command.toLowerCase();
    if (error !== undefined) errors.inc({ command: name });
    if (startedMs === undefined || waiting.test(name) || name === 'xread') return;
    durations.observe({ command: name }, (performance.now() - startedMs) / 1000);
  };
  const subscribers = {
    start(traced: object) {
      (traced as TracedCommand).startedMs = performance.now();
    },
    end: () => undefined,
    asyncStart: () => undefined,
    asyncEnd: end,
    error: () => undefined,
  };
  const channel = tracingChannel('ioredis:command');
  channel.subscribe(subscribers);
  return () => {
    channel.unsubscribe(subscribers);
  };
}
