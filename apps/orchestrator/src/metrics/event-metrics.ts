import type { StudyEvent } from '@crossfold/contracts';
import { buckets } from '@crossfold/logging/metrics';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { EventLog } from '../events/event-log.js';

/** When the running trials were heard of last. */
export interface TrialSilences {
  /** Milliseconds since a trial was heard of; null where it was not since this process began. */
  silentMs(studyId: string, trialId: string): number | null;
  stop(): void;
}

const ends = {
  'trial.succeeded': 'succeeded',
  'trial.failed': 'failed',
  'trial.skipped': 'skipped',
  'trial.racedOut': 'raced-out',
  'trial.cancelled': 'cancelled',
} as const satisfies Partial<Record<StudyEvent['type'], string>>;

/** Counts ends of trials and the lag of events, as events are applied. */
export function measureEvents(
  registry: Registry,
  events: Pick<EventLog, 'subscribe'>,
): TrialSilences {
  const registers = [registry];
  const lags = new Histogram({
    name: 'crossfold_event_lag_seconds',
    help: 'Time from an event to its application here; it includes how far the clocks of two machines differ',
    buckets: [...buckets.operation, 60],
    registers,
  });
  const counted = new Counter({
    name: 'crossfold_trial_ends_total',
    help: 'Ends of trials since the orchestrator began, by state and by the code of a failure',
    labelNames: ['state', 'code'],
    registers,
  });
  const heardMs = new Map<string, number>();
  const stop = events.subscribe(({ event }) => {
    lags.observe(Math.max(0, Date.now() - Date.parse(event.at)) / 1000);
    if (!('trialId' in event)) return;
    const name = `${event.studyId}/${event.trialId}`;
    if (event.type in ends) {
      const code = event.type === 'trial.failed' ? event.code : 'none';
      counted.inc({ state: ends[event.type as keyof typeof ends], code });
      heardMs.delete(name);
    } else if (event.type === 'trial.paused' || event.type === 'trial.requeued') {
      heardMs.delete(name);
    } else heardMs.set(name, performance.now());
  });
  return {
    silentMs(studyId, trialId) {
      const atMs = heardMs.get(`${studyId}/${trialId}`);
      return atMs === undefined ? null : performance.now() - atMs;
    },
    stop,
  };
}
