import { studyStates, trialStates } from '@crossfold/contracts';
import { viewStudy, type StudyIndex } from '@crossfold/study';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { TextResponse, Operation } from '../http/api-controller.js';
import { studyIndexToken, taskQueueToken } from '../process/tokens.js';
import type { TaskQueue } from '../queue/task-queue.js';

/** Figures for Prometheus, worked out when they are asked for. */
@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  private readonly registry = new Registry();
  private readonly studies = this.gauge('crossfold_studies', 'Studies by state', ['state']);
  private readonly trials = this.gauge('crossfold_trials', 'Trials by state', ['state']);
  private readonly jobs = this.gauge(
    'crossfold_jobs',
    'Jobs that wait for a worker, and that one has',
    ['state'],
  );

  constructor(
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(taskQueueToken) private readonly queue: TaskQueue,
  ) {
    collectDefaultMetrics({ register: this.registry });
  }

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4')
  @Operation('getMetrics', 'Figures for Prometheus')
  @TextResponse('Studies, trials and jobs by state, and figures of the process.', 'text/plain')
  async metrics(): Promise<string> {
    const views = this.index.list().map((record) => viewStudy(record));
    for (const state of studyStates) {
      this.studies.set({ state }, views.filter((view) => view.state === state).length);
    }
    for (const state of trialStates) {
      this.trials.set(
        { state },
        views.reduce((sum, view) => sum + view.trials[state], 0),
      );
    }
    // With Redis away the other figures are still true: the jobs' are left out.
    const depths = await this.queue.depths().catch(() => null);
    this.jobs.reset();
    if (depths) {
      this.jobs.set({ state: 'waiting' }, depths.waiting);
      this.jobs.set({ state: 'active' }, depths.active);
    }
    return this.registry.metrics();
  }

  private gauge<L extends string>(name: string, help: string, labelNames: L[]): Gauge<L> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }
}
