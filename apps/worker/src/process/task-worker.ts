import { Worker, type Job, type JobJson } from 'bullmq';

/**
 * Takes jobs as they lie in Redis, where others may write: one whose data cannot be read is given to
 * the processor with none, which leaves it out. The library would throw, and find it again for ever.
 */
export class TaskWorker extends Worker {
  protected override createJob(data: JobJson, jobId: string): Job {
    // Its place in the queue says which job it is, whatever it says itself.
    const named = { ...data, id: jobId };
    try {
      return super.createJob(named, jobId);
    } catch {
      return super.createJob({ ...named, data: '{}' }, jobId);
    }
  }
}
