import { isTaskKind, tasks, type TaskKind } from '@crossfold/contracts';
import type { Job } from 'bullmq';
import { log } from '../process/log.js';
import { createCrossEvaluationProcessor } from './cross-evaluation-processor.js';
import { createEnsembleProcessor } from './ensemble-processor.js';
import { createExplanationProcessor } from './explanation-processor.js';
import type { ProcessorContext } from './processor-context.js';
import { createTrialProcessor } from './trial-processor.js';

type Processor = (job: Job, token?: string, lockLost?: AbortSignal) => Promise<void>;

const processors = {
  trial: createTrialProcessor,
  ensemble: createEnsembleProcessor,
  crossEvaluation: createCrossEvaluationProcessor,
  explanation: createExplanationProcessor,
} as const satisfies Record<TaskKind, (context: ProcessorContext) => Processor>;

/** Does a job by its kind, which is its name. */
export function createTaskProcessor(context: ProcessorContext): Processor {
  const made = new Map<string, Processor>(
    Object.entries(processors).map(([kind, create]) => [kind, create(context)]),
  );
  return async (job, token, lockLost) => {
    const process = made.get(job.name);
    if (process && isWhole(job)) return process(job, token, lockLost);
    // Redis has lost what it says. It ends here; the orchestrator queues the task again.
    tellRemnant(job);
  };
}

export function isWhole({ name, data }: Job): boolean {
  return isTaskKind(name) && tasks[name].payload.safeParse(data).success;
}

function tellRemnant({ id = '' }: Job): void {
  log.warn({ job: id }, 'Redis has lost what this job says; it is queued again');
}
