import type { AppError } from '@crossfold/contracts';
import type { Traces } from '@crossfold/logging/traces';
import type { ObjectStore } from '@crossfold/storage';
import type { WorkerMetrics } from '../metrics/worker-metrics.js';
import type { WorkerConfig } from '../process/config.js';
import type { EventPublisher } from '../process/event-publisher.js';
import type { Slot } from '../slot/slot.js';
import type { Slots } from '../slot/slots.js';
import type { TrialLogs } from '../trial-log/trial-logs.js';
import type { Outages } from './outages.js';

/** What every processor of jobs works with. */
export interface ProcessorContext {
  readonly config: WorkerConfig;
  readonly store: ObjectStore;
  readonly events: EventPublisher;
  readonly slots: Slots<Slot>;
  /** Is told of a slot that was closed for want of memory, and how many are left on its device. */
  readonly onSlotClosed: (slot: Slot, left: number) => void;
  readonly outages: Outages;
  readonly metrics: WorkerMetrics;
  readonly trialLogs: TrialLogs;
  /** Null where nobody receives them. */
  readonly traces: Traces | null;
  /** Aborts when the worker has to leave. */
  readonly shutdown: AbortSignal;
  /** Is told that this machine cannot train. */
  readonly onUnfit: (error: AppError) => void;
}
