import type { AppError, Control, PayloadOf, TaskKind } from '@crossfold/contracts';
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
export type TaskOrder<K extends TaskKind> = K extends 'trial'
  ? PayloadOf<K> & { readonly attempt: number }
  : PayloadOf<K>;

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

/** A task whose job a worker has, and what the worker has at hand for it. */
export interface TakenTask<K extends TaskKind> {
  readonly payload: PayloadOf<K>;
  readonly job: Pick<Job, 'updateProgress'>;
  readonly store: ObjectStore;
  readonly events: EventPublisher;
  /** The name of the worker. */
  readonly worker: string;
  /** Aborts when the worker has to leave. */
  readonly shutdown: AbortSignal;
  /** What was wanted of its study when the job was taken; as of a new study where nothing ends the task. */
  readonly control: Control;
}

/** An end of a task that the store has, or a cancellation. */
export interface TaskEnd {
  /** Null where the task has its result. */
  readonly failure: string | null;
  /** Tells those who follow the task, and removes what only going on with it would need. */
  readonly tell: () => Promise<void>;
}

/**
 * A kind of task. `prepare` runs in the process of a slot; the rest is what is its own in the one
 * lifecycle of all jobs (`processing/lifecycle.ts`), in the worker.
 */
export interface TaskRow<K extends TaskKind> {
  /** Reads what the task is about; without TensorFlow. */
  readonly prepare: (order: TaskOrder<K>, context: TaskContext) => Promise<PreparedTask>;

  /** What ends it when that is cancelled: its study, or the trial that it is; null: nothing. */
  readonly endsWith: 'study' | 'trial' | null;
  /**
   * Whether it can leave at its next step and go on from there, in another worker too. Else it is
   * killed and begins anew, and a pause of its study does not stop it.
   */
  readonly hasCheckpoints: boolean;
  /** The end that it has in the store. */
  readonly findEnd: (task: TakenTask<K>) => Promise<TaskEnd | null>;
  /** Begins an attempt in the store. Left out: the payload says all. */
  readonly claim?: (task: TakenTask<K>) => Promise<TaskOrder<K>>;
  /** An end that it is given in place of the attempt that was claimed. */
  readonly endBefore?: (task: TakenTask<K>, order: TaskOrder<K>) => Promise<TaskEnd | null>;
  /** Takes what the process of the slot tells. */
  readonly follow?: (task: TakenTask<K>, order: TaskOrder<K>) => (progress: TaskProgress) => void;
  /** Its end after a run. @param result of the process */
  readonly endAfter: (task: TakenTask<K>, result: unknown) => TaskEnd;
  readonly endCancelled: (task: TakenTask<K>) => TaskEnd;
  /**
   * Gives it its named end.
   *
   * @param order null where no attempt had begun
   * @returns null where that is not for this worker to do
   */
  readonly recordFailure: (
    task: TakenTask<K>,
    order: TaskOrder<K> | null,
    error: AppError,
  ) => Promise<TaskEnd | null>;
  /** Arranges for less memory. @returns how it goes on; null where nothing is left to save */
  readonly relieveMemory?: (task: TakenTask<K>) => Promise<string | null>;
  /** Tells that its job is in the queue again. */
  readonly tellRequeued?: (task: TakenTask<K>, reason: string) => Promise<void>;
  readonly tellPaused?: (task: TakenTask<K>) => Promise<void>;
}
