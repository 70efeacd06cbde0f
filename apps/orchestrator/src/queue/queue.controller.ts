import { queuePageSchema, type QueuePage } from '@crossfold/contracts';
import type { StudyIndex } from '@crossfold/study';
import { Get, Inject, Query } from '@nestjs/common';
import { isHidden } from '../guard/acting-principal.js';
import { Needs } from '../guard/needs.js';
import { ApiController, JsonResponse, Operation, QueryParameters } from '../http/api-controller.js';
import { connectedWorkersToken, studyIndexToken, taskQueueToken } from '../process/tokens.js';
import type { ConnectedWorkers } from '../workers/connected-workers.js';
import { queueQuerySchema, viewQueue } from './queue-page.js';
import type { TaskQueue } from './task-queue.js';

@ApiController('queue', 'queue')
export class QueueController {
  constructor(
    @Inject(taskQueueToken) private readonly queue: TaskQueue,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(connectedWorkersToken) private readonly workers: ConnectedWorkers,
  ) {}

  @Get()
  @Needs('fleet.read')
  @Operation('listQueue', 'List the jobs that wait, and why each does')
  @QueryParameters(queueQuerySchema)
  @JsonResponse(200, queuePageSchema, 'A page of the list.')
  async list(@Query() query: unknown): Promise<QueuePage> {
    const [waiting, { active }] = await Promise.all([this.queue.waiting(), this.queue.depths()]);
    const { index, workers } = this;
    const isShown = (studyId: string | null) => !isHidden(index, studyId ?? '');
    return viewQueue({ waiting, active, index, isShown, standstill: workers.standstill() }, query);
  }
}
