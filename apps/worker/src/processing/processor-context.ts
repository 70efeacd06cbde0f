import type { AppError } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import type { WorkerConfig } from '../config.js';
import type { EventPublisher } from '../event-publisher.js';
import type { Outages } from './outages.js';
import type { Slot } from '../slot/slot.js';
import type { Slots } from '../slot/slots.js';

/** What every processor of jobs works with. */
export interface ProcessorContext {
  readonly config: WorkerConfig;
  readonly store: ObjectStore;
  readonly events: EventPublisher;
  readonly slots: Slots<Slot>;
  readonly outages: Outages;
  /** Aborts when the worker has to leave. */
  readonly shutdown: AbortSignal;
  /** Is told that this machine cannot train. */
  readonly onUnfit: (error: AppError) => void;
}
