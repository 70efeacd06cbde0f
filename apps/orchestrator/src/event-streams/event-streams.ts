import { AppError, projectOf, reachesProject, type Principal } from '@crossfold/contracts';
import type { TokenCheck } from '@crossfold/storage';
import type { StudyIndex } from '@crossfold/study';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { actingPrincipal } from '../guard/acting-principal.js';
import type { EventLog } from '../events/event-log.js';
import { clientOf } from '../http/client-of.js';
import { maxStreams, maxStreamsOfClient } from '../http/limits.js';
import {
  eventLogToken,
  everyStudyToken,
  leavingToken,
  tokenCheckToken,
} from '../process/tokens.js';
import { streamEvents, type StreamOptions } from './stream-events.js';

/** A stream whose token has ended goes on for so long at most. */
const checkedEveryMs = 10_000;

/** The streams that are open, which are counted; each ends with the token that opened it. */
@Injectable()
export class EventStreams {
  private open = 0;
  private readonly openOf = new Map<string, number>();

  constructor(
    @Inject(eventLogToken) private readonly log: EventLog,
    @Inject(leavingToken) private readonly leaving: AbortSignal,
    @Inject(tokenCheckToken) private readonly tokens: TokenCheck,
    @Inject(everyStudyToken) private readonly index: StudyIndex,
  ) {}

  /** @throws AppError OVERLOADED, REQUEST_INVALID */
  async stream(
    request: Request,
    response: Response,
    options: Omit<StreamOptions, 'leaving' | 'isShown'>,
  ): Promise<void> {
    const principal = actingPrincipal();
    const client = clientOf(request, principal);
    const ofClient = this.openOf.get(client) ?? 0;
    if (this.open >= maxStreams) throw overloaded(response, `${maxStreams} open streams of events`);
    if (ofClient >= maxStreamsOfClient) {
      throw overloaded(response, `${maxStreamsOfClient} open streams of events of one client`);
    }
    this.open++;
    this.openOf.set(client, ofClient + 1);
    response.on('close', () => {
      this.close(client);
    });
    this.endWithToken(response, principal?.tokenId ?? null);
    await streamEvents(this.log, request, response, {
      ...options,
      isShown: (studyId) => this.isShown(principal, studyId),
      leaving: this.leaving,
    });
  }

  private isShown(principal: Principal | null, studyId: string): boolean {
    if (principal === null) return false;
    if (principal.projects === null) return true;
    const record = this.index.find(studyId);
    return record !== undefined && reachesProject(principal, projectOf(record.study));
  }

  private endWithToken(response: Response, tokenId: string | null): void {
    if (tokenId === null) return;
    const check = async () => {
      // While the store is away, nobody knows: the next look tells.
      const isLive = await this.tokens.isLive(tokenId).catch(() => true);
      if (!isLive) response.end();
    };
    const stop = this.tokens.onForgotten(() => void check());
    const timer = setInterval(() => void check(), checkedEveryMs);
    response.on('close', () => {
      clearInterval(timer);
      stop();
    });
  }

  private close(client: string): void {
    this.open--;
    const left = (this.openOf.get(client) ?? 0) - 1;
    if (left > 0) this.openOf.set(client, left);
    else this.openOf.delete(client);
  }
}

function overloaded(response: Response, most: string): AppError {
  response.set('Retry-After', '10');
  return new AppError('OVERLOADED', `expected at most ${most}, got one more`);
}
