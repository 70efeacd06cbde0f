import { Get, Headers, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { studyEventSchema } from '@crossfold/contracts';
import type { Request, Response } from 'express';
import { ApiController } from '../http/api-controller.js';
import { openApiSchema } from '../http/open-api.js';
import type { StudyIndex } from '../studies/study-index.js';
import { studyIndexToken } from '../tokens.js';
import { EventStreams } from './event-streams.js';

const answers = {
  status: 200,
  content: { 'text/event-stream': { schema: openApiSchema(studyEventSchema) } },
};

/** Server-sent events. A client that comes back with `Last-Event-ID` misses none. */
@ApiController('events')
export class EventsController {
  constructor(
    @Inject(EventStreams) private readonly streams: EventStreams,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
  ) {}

  @Get('events')
  @ApiResponse(answers)
  async all(
    @Req() request: Request,
    @Res() response: Response,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<void> {
    await this.streams.stream(request, response, { after: lastEventId ?? null });
  }

  /** Without `Last-Event-ID` it begins when the study was submitted. */
  @Get('studies/:studyId/events')
  @ApiResponse(answers)
  async ofStudy(
    @Param('studyId') studyId: string,
    @Req() request: Request,
    @Res() response: Response,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<void> {
    const { study } = this.index.get(studyId);
    const after = lastEventId ?? `${Date.parse(study.submittedAt) - 1}-0`;
    await this.streams.stream(request, response, { after, studyId });
  }
}
