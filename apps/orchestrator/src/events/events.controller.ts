import { Get, Headers, Inject, Param, Res } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { studyEventSchema } from '@crossfold/contracts';
import type { Response } from 'express';
import { ApiController } from '../http/api-controller.js';
import { openApiSchema } from '../http/open-api.js';
import type { StudyIndex } from '../studies/study-index.js';
import { eventLogToken, leavingToken, studyIndexToken } from '../tokens.js';
import type { EventLog } from './event-log.js';
import { streamEvents } from './stream-events.js';

const answers = {
  status: 200,
  content: { 'text/event-stream': { schema: openApiSchema(studyEventSchema) } },
};

/** Server-sent events. A client that comes back with `Last-Event-ID` misses none. */
@ApiController('events')
export class EventsController {
  constructor(
    @Inject(eventLogToken) private readonly log: EventLog,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(leavingToken) private readonly leaving: AbortSignal,
  ) {}

  @Get('events')
  @ApiResponse(answers)
  async all(
    @Res() response: Response,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<void> {
    await streamEvents(this.log, response, lastEventId ?? null, () => true, this.leaving);
  }

  /** Without `Last-Event-ID` it begins when the study was submitted. */
  @Get('studies/:studyId/events')
  @ApiResponse(answers)
  async ofStudy(
    @Param('studyId') studyId: string,
    @Res() response: Response,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<void> {
    const { study } = this.index.get(studyId);
    const beginning = `${Date.parse(study.submittedAt) - 1}-0`;
    await streamEvents(
      this.log,
      response,
      lastEventId ?? beginning,
      ({ event }) => event.studyId === studyId,
      this.leaving,
    );
  }
}
