import type { Traces } from '@crossfold/logging/traces';
import type { EventLog } from '../events/event-log.js';

/** Tells the traces of studies what this process does of them. */
export interface StudyTracing {
  /** @param seconds that its report has taken, or the attempt at one */
  summarised(studyId: string, seconds: number, end: 'written' | 'failed'): void;
  close(): Promise<void>;
}

/** @param traces null where nobody receives them */
export function traceStudies(
  traces: Traces | null,
  events: Pick<EventLog, 'subscribe'>,
): StudyTracing {
  if (traces === null) {
    return { summarised: () => undefined, close: () => Promise.resolve() };
  }
  const unsubscribe = events.subscribe(({ event }) => {
    if (event.type !== 'study.submitted') return;
    const { studyId, trials } = event;
    const attributes = { 'crossfold.trials': trials };
    const startMs = Date.parse(event.at);
    traces.submitted(studyId, { name: 'submit', startMs, endMs: Date.now(), attributes });
  });
  return {
    summarised(studyId, seconds, end) {
      const endMs = Date.now();
      const startMs = endMs - 1000 * seconds;
      traces.add(studyId, { name: 'report', startMs, endMs, attributes: { 'crossfold.end': end } });
    },
    close() {
      unsubscribe();
      return traces.close();
    },
  };
}
