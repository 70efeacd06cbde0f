import { queuePageSchema, type QueuePage } from '@crossfold/contracts';
import type { StudyIndex } from '@crossfold/study';
import { Get, Inject, Query } from '@nestjs/common';
import { isHidden } from '../guard/acting-principal.js';
import { Needs } from '../guard/needs.js';
import { ApiController, JsonResponse, Operation, QueryParameters } from '../http/api-controller.js';
import { queueReaderToken, studyIndexToken } from '../process/tokens.js';
import { queueQuerySchema, viewQueue } from './queue-page.js';
import type { ReadQueue } from './read-queue.js';

@ApiController('queue', 'queue')
export class QueueController {
  constructor(
    @Inject(queueReaderToken) private readonly readQueue: ReadQueue,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
  ) {}

  @Get()
  @Needs('fleet.read')
  @Operation('listQueue', 'List the jobs that wait, and why each does')
  @QueryParameters(queueQuerySchema)
  @JsonResponse(200, queuePageSchema, 'A page of the list.')
  async list(@Query() query: unknown): Promise<QueuePage> {
    const isShown = (studyId: string | null) => !isHidden(this.index, studyId ?? '');
    return viewQueue({ ...(await this.readQueue()), isShown }, query);
  }
}
