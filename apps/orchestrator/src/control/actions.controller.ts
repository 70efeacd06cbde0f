import {
  AppError,
  maxStudiesAtOnce,
  parseWith,
  studyActionResultSchema,
  studyActionSchema,
  toAppError,
  type StudyAction,
  type StudyActionResult,
} from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import { wantedBy, type StudyIndex } from '@crossfold/study';
import { Body, Inject, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { noteParts } from '../guard/audit.interceptor.js';
import type { CommandPart } from '../guard/audit-trail.js';
import { Needs } from '../guard/needs.js';
import { ApiController, JsonBody, JsonResponse, Operation } from '../http/api-controller.js';
import { problemOf } from '../http/problem-document.js';
import { log } from '../process/log.js';
import { connectedWorkersToken, studyIndexToken } from '../process/tokens.js';
import type { ConnectedWorkers } from '../workers/connected-workers.js';
import { ControlService } from './control.service.js';

/** Each reads a study in the store and writes its control. */
const commandsInFlight = 4;

/** The same command to many studies in one request, which ends each as if it came alone. */
@ApiController('studies', 'studies/actions')
export class ActionsController {
  constructor(
    @Inject(ControlService) private readonly control: ControlService,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(connectedWorkersToken) private readonly workers: ConnectedWorkers,
  ) {}

  @Post()
  @Needs('study.write')
  @Operation(
    'actOnStudies',
    'Ask the same of many studies',
    `Of those that are named, or of all that a filter of the list has at that moment, up to ${maxStudiesAtOnce}. What one of them refuses does not stop the others. Each command is in the audit log by itself.`,
  )
  @JsonBody(studyActionSchema, { command: 'pause', filter: { tag: 'paper', state: 'running' } })
  @JsonResponse(200, studyActionResultSchema, 'What came of each; the commands are recorded.')
  async act(
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StudyActionResult> {
    const asked = parseWith(studyActionSchema, body, 'REQUEST_INVALID', 'the action');
    const { command } = asked;
    const ends = await this.askEach(this.namedBy(asked), command);
    noteParts(
      response,
      ends.map(({ studyId, refusal }): CommandPart => {
        const path = `/api/v1/studies/${studyId}/${command}`;
        return { path, body: {}, outcome: refusal ? { refusal } : { status: 202 } };
      }),
    );
    const results = ends.map(({ studyId, refusal }) => ({
      studyId,
      problem: refusal && problemOf(refusal),
    }));
    return { command, results };
  }

  /** @throws AppError REQUEST_UNFIT for a filter that has too many */
  private namedBy(asked: StudyAction): readonly string[] {
    if ('studyIds' in asked) return [...new Set(asked.studyIds)];
    const isWanted = wantedBy(asked.filter, this.workers.standstill());
    const found = this.index.list().filter(isWanted);
    if (found.length <= maxStudiesAtOnce) return found.map(({ study }) => study.studyId);
    const message = `expected a filter of at most ${maxStudiesAtOnce} studies, got one of ${found.length}`;
    throw new AppError('REQUEST_UNFIT', message, {
      remedy: 'Ask for them in parts, as by state, tag or data set.',
    });
  }

  /** Where Redis or the store is away, those that are left are not asked: they would be refused alike. */
  private async askEach(
    studyIds: readonly string[],
    command: StudyAction['command'],
  ): Promise<readonly End[]> {
    let outage: AppError | null = null;
    return mapBounded(studyIds, commandsInFlight, async (studyId) => {
      if (outage) return { studyId, refusal: outage };
      try {
        await this.control.command(studyId, { command, trialId: null });
        return { studyId, refusal: null };
      } catch (error) {
        const refusal = toAppError(error);
        if (refusal.kind.httpStatus === 503) outage = refusal;
        if (refusal.code === 'INTERNAL') log.error({ studyId, err: error }, `${command} failed`);
        return { studyId, refusal };
      }
    });
  }
}

interface End {
  readonly studyId: string;
  /** Null where the command is recorded. */
  readonly refusal: AppError | null;
}
