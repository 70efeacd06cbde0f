import { fleetDemandSchema, type FleetDemand } from '@crossfold/contracts';
import type { StudyIndex } from '@crossfold/study';
import { Get, Inject } from '@nestjs/common';
import { Needs } from '../guard/needs.js';
import { ApiController, JsonResponse, Operation } from '../http/api-controller.js';
import { connectedWorkersToken, studyIndexToken, taskQueueToken } from '../process/tokens.js';
import type { TaskQueue } from '../queue/task-queue.js';
import type { ConnectedWorkers } from '../workers/connected-workers.js';
import { demandOf, wantedOf } from './demand.js';

@ApiController('workers', 'fleet')
export class DemandController {
  constructor(
    @Inject(taskQueueToken) private readonly queue: TaskQueue,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(connectedWorkersToken) private readonly workers: ConnectedWorkers,
  ) {}

  @Get('demand')
  @Needs('metrics.read')
  @Operation('fleetDemand', 'Say how many slots have something to do, for what starts workers')
  @JsonResponse(200, fleetDemandSchema, 'Now, not counting what is paused.')
  async demand(): Promise<FleetDemand> {
    const [jobs, { active }] = await Promise.all([this.queue.waiting(), this.queue.depths()]);
    const waiting = wantedOf(jobs, this.index);
    return demandOf({ running: active, waiting, workers: this.workers.list() });
  }
}
