import type { AppError, PayloadOf, TaskKind } from '@crossfold/contracts';
import type { GraphCache } from '@crossfold/graph/tensorflow';
import type { GatewaySettings, ObjectStore, StoreSettings } from '@crossfold/storage';
import type { WeightsAccess } from '@crossfold/training';
import type * as training from '@crossfold/training/tensorflow';
import type {
  EnsembleProgress,
  ExplanationProgress,
  RunProgress,
} from '@crossfold/training/tensorflow';
import type { Job } from 'bullmq';
import type { EventPublisher } from '../process/event-publisher.js';

/** What a process needs to do any task. */
export interface TaskSettings {
  readonly store: StoreSettings | GatewaySettings;
  readonly cacheDir: string;
  /** Its name. */
  readonly worker: string;
  readonly weightsAccess: WeightsAccess;
  /** Whether what it asks of the store is told. */
  readonly isMeasured: boolean;
}

/** What a process is told of a task: what its job says, and of a trial which attempt it is. */
export type TaskOrder<K extends TaskKind> = PayloadOf<K> &
  (K extends 'trial' ? { readonly attempt: number } : unknown);

export type TaskProgress = RunProgress | EnsembleProgress | ExplanationProgress;

/** How TensorFlow has to be loaded for a task: it reads these when it loads. */
export interface Switches {
  readonly deterministic: boolean;
  readonly threads: number;
}

/** TensorFlow is loaded: what trains, and the graphs that the tasks of a process share. */
export interface LoadedTraining {
  readonly library: typeof training;
  readonly graphs: GraphCache;
}

/** What a task works with in the process of a slot. */
export interface TaskContext extends Omit<TaskSettings, 'store' | 'isMeasured'> {
  readonly store: ObjectStore;
  readonly storeSettings: StoreSettings | GatewaySettings;
  readonly environment: NodeJS.ProcessEnv;
  readonly report: (progress: TaskProgress) => void;
  /** Takes what is worth a line of a log and no error. */
  readonly warn: (message: string) => void;
  /** Aborts when the task has to stop at its next step. */
  readonly leave: AbortSignal;
  /** Loads TensorFlow, with the switches that the task was prepared for. */
  readonly loadTraining: () => Promise<LoadedTraining>;
}

/** A task that is ready to run where TensorFlow is loaded with these switches. */
export interface PreparedTask {
  readonly switches: Switches;
  readonly run: () => Promise<unknown>;
}

/** A kind of task, in the process of a slot. */
export interface TaskRow<K extends TaskKind> {
  /** Reads what the task is about; without TensorFlow. */
  readonly prepare: (order: TaskOrder<K>, context: TaskContext) => Promise<PreparedTask>;
}

/** What a worker has at hand while it has a task done. */
export interface TaskOutlet {
  readonly job: Job;
  readonly events: EventPublisher;
}

/** Kinds of tasks that are done once, in minutes, and begin anew when their worker leaves. */
export type ShortTaskKind = Exclude<TaskKind, 'trial'>;

/** A kind of short task: in the process of a slot, and in the worker. */
export interface ShortTaskRow<K extends ShortTaskKind> extends TaskRow<K> {
  /** Whether its result is there: it is not done again. */
  readonly isDone: (store: ObjectStore, payload: PayloadOf<K>) => Promise<boolean>;
  /** Gives it its named end. */
  readonly recordFailure: (
    store: ObjectStore,
    payload: PayloadOf<K>,
    error: AppError,
  ) => Promise<void>;
  /** Tells how far it is. */
  readonly tell?: (progress: TaskProgress, payload: PayloadOf<K>, outlet: TaskOutlet) => void;
  /** Ends what asked for it, after its result or its failure is in the store. */
  readonly close?: (store: ObjectStore, payload: PayloadOf<K>) => Promise<void>;
  /** Tells that it has its end, whichever. */
  readonly announceEnd?: (events: EventPublisher, payload: PayloadOf<K>) => Promise<void>;
  /** Whether it ends with a study that is cancelled. */
  readonly endsWithStudy: boolean;
}
