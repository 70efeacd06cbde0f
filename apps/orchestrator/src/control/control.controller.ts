import {
  parseWith,
  priorityRequestSchema,
  retryRequestSchema,
  reviveRequestSchema,
  studyViewSchema,
  trialViewSchema,
  type ControlCommand,
  type StudyView,
  type TrialView,
} from '@crossfold/contracts';
import { findTrial, viewStudy, viewTrial, type StudyIndex } from '@crossfold/study';
import { Body, Inject, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Needs } from '../guard/needs.js';
import {
  JsonResponse,
  ApiController,
  Operation,
  nothingSchema,
  JsonBody,
} from '../http/api-controller.js';
import { studyIndexToken } from '../process/tokens.js';
import type { Command } from './apply-command.js';
import { ControlService } from './control.service.js';

/** What a path names: a study, or one trial of it. */
interface Target {
  readonly studyId: string;
  readonly trialId?: string;
}

type View = StudyView | TrialView;
const viewSchema = z.union([studyViewSchema, trialViewSchema]);

/**
 * What is wanted of a study or of a single trial, which is what is answered. Answered when it is
 * recorded; the events say when it is done.
 */
@ApiController('control', 'studies/:studyId', 'studies/:studyId/trials/:trialId')
export class ControlController {
  constructor(
    @Inject(ControlService) private readonly control: ControlService,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
  ) {}

  @Post('cancel')
  @Needs('study.write')
  @Operation('cancel', 'End it for good', 'What is finished of a study is summarised.')
  @JsonBody(nothingSchema, {})
  @JsonResponse(202, viewSchema, 'The command is recorded.')
  cancel(@Param() target: Target, @Body() body: unknown): Promise<View> {
    return this.plain(target, 'cancel', body);
  }

  @Post('pause')
  @Needs('study.write')
  @Operation('pause', 'Stop trials at their next step', 'They keep their checkpoints.')
  @JsonBody(nothingSchema, {})
  @JsonResponse(202, viewSchema, 'The command is recorded.')
  pause(@Param() target: Target, @Body() body: unknown): Promise<View> {
    return this.plain(target, 'pause', body);
  }

  @Post('resume')
  @Needs('study.write')
  @Operation('resume', 'Go on with what was paused')
  @JsonBody(nothingSchema, {})
  @JsonResponse(202, viewSchema, 'The command is recorded.')
  resume(@Param() target: Target, @Body() body: unknown): Promise<View> {
    return this.plain(target, 'resume', body);
  }

  @Post('retry')
  @Needs('study.write')
  @Operation(
    'retry',
    'Try again what failed, was skipped or cancelled',
    'All of it, or of a study the trials that are named. The report is written anew after.',
  )
  @JsonBody(retryRequestSchema, { trialIds: ['full.f0.s1', 'full.f1.s1'] })
  @JsonResponse(202, viewSchema, 'The command is recorded.')
  retry(@Param() target: Target, @Body() body: unknown): Promise<View> {
    const { trialIds } = parseWith(retryRequestSchema, body ?? {}, 'REQUEST_INVALID', 'the trials');
    const named = trialIds === undefined ? {} : { trialIds };
    return this.command(target, { command: 'retry', ...named });
  }

  @Post('revive')
  @Needs('study.write')
  @Operation(
    'revive',
    'Run what was raced out',
    'Of one arm, or of all. They race no more; the report is written anew after.',
  )
  @JsonBody(reviveRequestSchema, { arm: 'no-mixup' })
  @JsonResponse(202, viewSchema, 'The command is recorded.')
  revive(@Param() target: Target, @Body() body: unknown): Promise<View> {
    const { arm } = parseWith(reviveRequestSchema, body ?? {}, 'REQUEST_INVALID', 'the arm');
    const named = arm === undefined ? {} : { arm };
    return this.command(target, { command: 'revive', ...named });
  }

  @Post('priority')
  @Needs('study.write')
  @Operation(
    'prioritise',
    'Say how soon its trials are taken',
    'The higher, the sooner; 0 to begin with.',
  )
  @JsonBody(priorityRequestSchema, { priority: 10 })
  @JsonResponse(202, viewSchema, 'The command is recorded.')
  prioritise(@Param() target: Target, @Body() body: unknown): Promise<View> {
    const asked = parseWith(priorityRequestSchema, body, 'REQUEST_INVALID', 'the priority');
    return this.command(target, { command: 'prioritise', ...asked });
  }

  /** A command that has nothing more to say: an empty body is as good as {}. */
  private plain(
    target: Target,
    command: Exclude<ControlCommand, 'prioritise' | 'retry' | 'revive' | 'budget'>,
    body: unknown,
  ): Promise<View> {
    parseWith(nothingSchema, body ?? {}, 'REQUEST_INVALID', 'the body');
    return this.command(target, { command });
  }

  private async command(
    { studyId, trialId }: Target,
    asked: Omit<Command, 'trialId'>,
  ): Promise<View> {
    await this.control.command(studyId, { ...asked, trialId: trialId ?? null });
    const record = this.index.get(studyId);
    return trialId === undefined ? viewStudy(record) : viewTrial(findTrial(record, trialId));
  }
}
