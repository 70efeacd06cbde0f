import type { StudyIndex } from '@crossfold/study';
import { Get, Headers, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Needs } from '../guard/needs.js';
import type { EventLog } from '../events/event-log.js';
import { TextResponse, ApiController, Operation } from '../http/api-controller.js';
import { eventLogToken, studyIndexToken } from '../process/tokens.js';
import { EventStreams } from './event-streams.js';
import { eventIdPattern } from './stream-events.js';

const described = 'Server-sent events without an end: the data of each is a study event as JSON.';
const lastEventIdHeader = {
  name: 'Last-Event-ID',
  required: false,
  description: 'Id of the last event that was received: the stream goes on after it.',
  schema: { type: 'string', pattern: eventIdPattern.source },
  example: '1764460800000-0',
};

/** Server-sent events. A client that comes back with `Last-Event-ID` misses none. */
@ApiController('events')
export class EventsController {
  constructor(
    @Inject(EventStreams) private readonly streams: EventStreams,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(eventLogToken) private readonly log: EventLog,
  ) {}

  @Get('events')
  @Needs('study.read')
  @Operation('followEvents', 'Follow what happens in all studies')
  @ApiHeader(lastEventIdHeader)
  @TextResponse(described, 'text/event-stream')
  async all(
    @Req() request: Request,
    @Res() response: Response,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<void> {
    await this.streams.stream(request, response, { after: lastEventId ?? null });
  }

  @Get('studies/:studyId/events')
  @Needs('study.read')
  @Operation(
    'followStudy',
    'Follow what happens in a study',
    'It begins when the study was submitted.',
  )
  @ApiHeader(lastEventIdHeader)
  @TextResponse(described, 'text/event-stream')
  async ofStudy(
    @Param('studyId') studyId: string,
    @Req() request: Request,
    @Res() response: Response,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<void> {
    this.index.get(studyId);
    const after = lastEventId ?? this.log.beginningOf(studyId);
    await this.streams.stream(request, response, { after, studyId });
  }
}
