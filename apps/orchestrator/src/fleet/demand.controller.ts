import { fleetDemandSchema, parseLabels, parseWith, type FleetDemand } from '@crossfold/contracts';
import type { StudyIndex } from '@crossfold/study';
import { Get, Inject, Query } from '@nestjs/common';
import { z } from 'zod';
import { Needs } from '../guard/needs.js';
import { ApiController, JsonResponse, Operation, QueryParameters } from '../http/api-controller.js';
import { connectedWorkersToken, queueReaderToken } from '../process/tokens.js';
import { listPlaces } from '../queue/queue-page.js';
import type { ReadQueue } from '../queue/read-queue.js';
import type { ConnectedWorkers } from '../workers/connected-workers.js';
import { demandOf, type FleetWork } from './demand.js';

/** Of what `parseLabels` takes, the plain part, for whoever reads the document of the API. */
const classPattern = '^([a-zA-Z][a-zA-Z0-9._-]{0,62}=[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}(,|$)){1,16}$';

const demandQuerySchema = z.strictObject({
  class: z
    .string()
    .refine((text) => typeof parseLabels(text) !== 'string', {
      error: ({ input }) => String(parseLabels(String(input))),
    })
    .meta({ pattern: classPattern })
    .optional()
    .describe(
      'Labels of the workers that would be started, such as `gpu=h100,memoryGb=80`: only what may run on them counts.',
    ),
});

@ApiController('workers', 'fleet')
export class DemandController {
  constructor(
    @Inject(queueReaderToken) private readonly readQueue: ReadQueue,
    @Inject(connectedWorkersToken) private readonly workers: ConnectedWorkers,
  ) {}

  @Get('demand')
  @Needs('metrics.read')
  @Operation('fleetDemand', 'Say how many slots have something to do, for what starts workers')
  @QueryParameters(demandQuerySchema)
  @JsonResponse(200, fleetDemandSchema, 'Now, not counting what is paused.')
  async demand(@Query() asked: unknown): Promise<FleetDemand> {
    const query = parseWith(demandQuerySchema, asked, 'REQUEST_INVALID', 'the query');
    const state = await this.readQueue();
    const { active, index } = state;
    const work = {
      waiting: listPlaces(state),
      studies: openStudies(index),
      active,
      workers: this.workers.list(),
    };
    const labels = query.class === undefined ? null : parseLabels(query.class);
    return demandOf(work, typeof labels === 'string' ? null : labels);
  }
}

function openStudies(index: Pick<StudyIndex, 'list'>): FleetWork['studies'] {
  const open = index.list().filter(({ finalState }) => finalState === null);
  return new Map(
    open.map(({ study: { studyId, requires }, tally }) => [
      studyId,
      { running: tally.running.size, ...(requires && { requires }) },
    ]),
  );
}
