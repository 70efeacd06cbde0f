import { AppError } from '@crossfold/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { EventLog } from '../events/event-log.js';
import { maxStreams } from '../http/limits.js';
import { eventLogToken, leavingToken } from '../process/tokens.js';
import { streamEvents, type StreamOptions } from './stream-events.js';

/** The streams that are open, which are counted. */
@Injectable()
export class EventStreams {
  private open = 0;

  constructor(
    @Inject(eventLogToken) private readonly log: EventLog,
    @Inject(leavingToken) private readonly leaving: AbortSignal,
  ) {}

  /** @throws AppError OVERLOADED, REQUEST_INVALID */
  async stream(
    request: Request,
    response: Response,
    options: Omit<StreamOptions, 'leaving'>,
  ): Promise<void> {
    if (this.open >= maxStreams) {
      response.set('Retry-After', '10');
      throw new AppError(
        'OVERLOADED',
        `expected at most ${maxStreams} open streams of events, got one more`,
      );
    }
    this.open++;
    response.on('close', () => this.open--);
    await streamEvents(this.log, request, response, { ...options, leaving: this.leaving });
  }
}
