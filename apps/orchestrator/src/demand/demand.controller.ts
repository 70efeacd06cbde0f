import { fleetDemandSchema, type FleetDemand } from '@crossfold/contracts';
import { Get, Inject } from '@nestjs/common';
import { Needs } from '../guard/needs.js';
import { ApiController, JsonResponse, Operation } from '../http/api-controller.js';
import { connectedWorkersToken, queueReaderToken } from '../process/tokens.js';
import { viewJobs } from '../queue/queue-page.js';
import type { ReadQueue } from '../queue/read-queue.js';
import type { ConnectedWorkers } from '../workers/connected-workers.js';
import { demandOf } from './demand.js';

@ApiController('workers', 'fleet')
export class DemandController {
  constructor(
    @Inject(queueReaderToken) private readonly readQueue: ReadQueue,
    @Inject(connectedWorkersToken) private readonly workers: ConnectedWorkers,
  ) {}

  @Get('demand')
  @Needs('metrics.read')
  @Operation('fleetDemand', 'Say how many slots have something to do, for what starts workers')
  @JsonResponse(200, fleetDemandSchema, 'Now, not counting what is paused.')
  async demand(): Promise<FleetDemand> {
    const state = await this.readQueue();
    const workers = this.workers.list();
    return demandOf({ running: state.active, waiting: viewJobs(state), workers });
  }
}
