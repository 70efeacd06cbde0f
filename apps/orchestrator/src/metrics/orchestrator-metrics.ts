import { buckets, createRegistry, measureRedis, storeMetrics } from '@crossfold/logging/metrics';
import type { StoreObserver } from '@crossfold/storage';
import type { RequestHandler } from 'express';
import { Histogram } from 'prom-client';
import { measureEvents } from './event-metrics.js';
import { gaugeFleet, type FleetParts } from './fleet-gauges.js';
import { measureRequests } from './http-metrics.js';

/** The figures of the orchestrator. No label names a study, a trial or a worker. */
export interface OrchestratorMetrics {
  readonly store: StoreObserver;
  readonly requests: RequestHandler;
  /** @param seconds that a look at all that is unfinished has taken */
  reconciled(seconds: number): void;
  /** @param seconds that a report has taken, or the attempt at one */
  summarised(seconds: number, end: 'written' | 'failed'): void;
  /** Begins to tell what waits and runs, too. */
  follow(parts: FleetParts): void;
  /** All figures of now, as Prometheus reads them. */
  text(): Promise<string>;
  close(): void;
}

export function createOrchestratorMetrics(): OrchestratorMetrics {
  const registry = createRegistry();
  const registers = [registry];
  const reconciles = new Histogram({
    name: 'crossfold_reconcile_duration_seconds',
    help: 'Time of a look at all that is unfinished',
    buckets: [...buckets.work],
    registers,
  });
  const reports = new Histogram({
    name: 'crossfold_report_duration_seconds',
    help: 'Time to write a report, by how that ended',
    labelNames: ['end'],
    buckets: [...buckets.work],
    registers,
  });
  const stops = [measureRedis(registry)];
  const readers: (() => Promise<void>)[] = [];
  return {
    store: storeMetrics(registry),
    requests: measureRequests(registry),
    reconciled(seconds) {
      reconciles.observe(seconds);
    },
    summarised(seconds, end) {
      reports.observe({ end }, seconds);
    },
    follow(parts) {
      const silences = measureEvents(registry, parts.events);
      stops.push(silences.stop);
      readers.push(gaugeFleet(registry, parts, silences));
    },
    async text() {
      await Promise.all(readers.map((read) => read()));
      return registry.metrics();
    },
    close() {
      for (const stop of stops) stop();
    },
  };
}
