import {
  parseWith,
  priorityRequestSchema,
  studyViewSchema,
  trialViewSchema,
  type StudyView,
  type TrialView,
} from '@crossfold/contracts';
import { Body, Inject, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Answers, ApiController, Takes } from '../http/api-controller.js';
import { findTrial } from '../studies/find-trial.js';
import type { StudyIndex } from '../studies/study-index.js';
import { studyIndexToken } from '../tokens.js';
import type { Command } from './apply-command.js';
import { ControlService } from './control.service.js';
import { viewStudy, viewTrial } from '../studies/study-view.js';

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

  /** Ends it for good; what is finished of a study is summarised. */
  @Post('cancel')
  @Answers(202, viewSchema)
  cancel(@Param() target: Target): Promise<View> {
    return this.command(target, { command: 'cancel' });
  }

  /** Stops its trials at their next step; they keep their checkpoints. */
  @Post('pause')
  @Answers(202, viewSchema)
  pause(@Param() target: Target): Promise<View> {
    return this.command(target, { command: 'pause' });
  }

  @Post('resume')
  @Answers(202, viewSchema)
  resume(@Param() target: Target): Promise<View> {
    return this.command(target, { command: 'resume' });
  }

  /** Tries what failed, was skipped or cancelled again; the report is written anew after. */
  @Post('retry')
  @Answers(202, viewSchema)
  retry(@Param() target: Target): Promise<View> {
    return this.command(target, { command: 'retry' });
  }

  @Post('priority')
  @Takes(priorityRequestSchema)
  @Answers(202, viewSchema)
  prioritise(@Param() target: Target, @Body() body: unknown): Promise<View> {
    const asked = parseWith(priorityRequestSchema, body, 'REQUEST_INVALID', 'the priority');
    return this.command(target, { command: 'prioritise', ...asked });
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
