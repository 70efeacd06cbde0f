import {
  parseWith,
  priorityRequestSchema,
  studyViewSchema,
  submittedSchema,
  trialViewSchema,
  type StudyView,
  type Submitted,
  type TrialView,
} from '@crossfold/contracts';
import { Body, Controller, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { ApiBody, ApiResponse, ApiTags } from '@nestjs/swagger';
import { openApiSchema } from '../http/open-api.js';
import { TokenGuard } from '../http/token.guard.js';
import { findTrial, viewTrial } from '../studies/find-trial.js';
import { StudiesService } from '../studies/studies.service.js';
import type { StudyIndex } from '../studies/study-index.js';
import { viewStudy } from '../studies/study-record.js';
import { studyIndexToken } from '../tokens.js';
import type { Command } from './apply-command.js';
import { ControlService } from './control.service.js';

const studyAnswer = { status: 202, schema: openApiSchema(studyViewSchema) };
const priorityBody = { schema: openApiSchema(priorityRequestSchema, 'input') };

/** What is wanted of a study. Answered when it is recorded; the events say when it is done. */
@ApiTags('control')
@Controller('api/v1/studies/:studyId')
@UseGuards(TokenGuard)
export class StudyControlController {
  constructor(
    @Inject(ControlService) private readonly control: ControlService,
    @Inject(StudiesService) private readonly studies: StudiesService,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
  ) {}

  /** Ends it for good; what is finished of it is summarised. */
  @Post('cancel')
  @HttpCode(202)
  @ApiResponse(studyAnswer)
  cancel(@Param('studyId') studyId: string): Promise<StudyView> {
    return this.command(studyId, { command: 'cancel' });
  }

  /** Stops its trials at their next step; they keep their checkpoints. */
  @Post('pause')
  @HttpCode(202)
  @ApiResponse(studyAnswer)
  pause(@Param('studyId') studyId: string): Promise<StudyView> {
    return this.command(studyId, { command: 'pause' });
  }

  @Post('resume')
  @HttpCode(202)
  @ApiResponse(studyAnswer)
  resume(@Param('studyId') studyId: string): Promise<StudyView> {
    return this.command(studyId, { command: 'resume' });
  }

  /** Tries its failed and cancelled trials again; its report is written anew after. */
  @Post('retry')
  @HttpCode(202)
  @ApiResponse(studyAnswer)
  retry(@Param('studyId') studyId: string): Promise<StudyView> {
    return this.command(studyId, { command: 'retry' });
  }

  @Post('priority')
  @HttpCode(202)
  @ApiBody(priorityBody)
  @ApiResponse(studyAnswer)
  prioritise(@Param('studyId') studyId: string, @Body() body: unknown): Promise<StudyView> {
    return this.command(studyId, { command: 'prioritise', priority: parsePriority(body) });
  }

  /** Submits its file once more; the body holds what is to be changed in it. */
  @Post('clone')
  @ApiResponse({ status: 201, schema: openApiSchema(submittedSchema) })
  async clone(@Param('studyId') studyId: string, @Body() changes: unknown): Promise<Submitted> {
    const clone = await this.studies.clone(studyId, changes);
    const trials = this.index.get(clone.studyId).trials.size;
    return { studyId: clone.studyId, trials, url: `/api/v1/studies/${clone.studyId}` };
  }

  private async command(studyId: string, asked: Omit<Command, 'trialId'>): Promise<StudyView> {
    await this.control.command(studyId, { ...asked, trialId: null });
    return viewStudy(this.index.get(studyId));
  }
}

const trialAnswer = { status: 202, schema: openApiSchema(trialViewSchema) };

/** The same of a single trial. */
@ApiTags('control')
@Controller('api/v1/studies/:studyId/trials/:trialId')
@UseGuards(TokenGuard)
export class TrialControlController {
  constructor(
    @Inject(ControlService) private readonly control: ControlService,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
  ) {}

  @Post('cancel')
  @HttpCode(202)
  @ApiResponse(trialAnswer)
  cancel(@Param('studyId') studyId: string, @Param('trialId') trialId: string): Promise<TrialView> {
    return this.command(studyId, { command: 'cancel', trialId });
  }

  @Post('pause')
  @HttpCode(202)
  @ApiResponse(trialAnswer)
  pause(@Param('studyId') studyId: string, @Param('trialId') trialId: string): Promise<TrialView> {
    return this.command(studyId, { command: 'pause', trialId });
  }

  @Post('resume')
  @HttpCode(202)
  @ApiResponse(trialAnswer)
  resume(@Param('studyId') studyId: string, @Param('trialId') trialId: string): Promise<TrialView> {
    return this.command(studyId, { command: 'resume', trialId });
  }

  @Post('retry')
  @HttpCode(202)
  @ApiResponse(trialAnswer)
  retry(@Param('studyId') studyId: string, @Param('trialId') trialId: string): Promise<TrialView> {
    return this.command(studyId, { command: 'retry', trialId });
  }

  @Post('priority')
  @HttpCode(202)
  @ApiBody(priorityBody)
  @ApiResponse(trialAnswer)
  prioritise(
    @Param('studyId') studyId: string,
    @Param('trialId') trialId: string,
    @Body() body: unknown,
  ): Promise<TrialView> {
    return this.command(studyId, { command: 'prioritise', trialId, priority: parsePriority(body) });
  }

  private async command(
    studyId: string,
    asked: Command & { readonly trialId: string },
  ): Promise<TrialView> {
    await this.control.command(studyId, asked);
    const trial = findTrial(this.index.get(studyId), asked.trialId);
    return viewTrial(trial);
  }
}

function parsePriority(body: unknown): number {
  return parseWith(priorityRequestSchema, body, 'REQUEST_INVALID', 'the priority').priority;
}
