import {
  crossEvaluationRequestSchema,
  crossEvaluationViewSchema,
  type CrossEvaluationView,
} from '@crossfold/contracts';
import { Body, Get, Inject, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Answers, ApiController, Takes } from '../http/api-controller.js';
import { CrossEvaluationsService } from './cross-evaluations.service.js';

const crossEvaluationListSchema = z.strictObject({
  crossEvaluations: z.array(crossEvaluationViewSchema),
});

@ApiController('cross-evaluations', 'studies/:studyId/cross-evaluations')
export class CrossEvaluationsController {
  constructor(
    @Inject(CrossEvaluationsService) private readonly crossEvaluations: CrossEvaluationsService,
  ) {}

  /** Predicts another data set with the models of a study; a question that has its answer gets it. */
  @Post()
  @Takes(crossEvaluationRequestSchema)
  @Answers(202, crossEvaluationViewSchema)
  request(@Param('studyId') studyId: string, @Body() body: unknown): Promise<CrossEvaluationView> {
    return this.crossEvaluations.request(studyId, body);
  }

  @Get()
  @Answers(200, crossEvaluationListSchema)
  async list(
    @Param('studyId') studyId: string,
  ): Promise<z.infer<typeof crossEvaluationListSchema>> {
    return { crossEvaluations: await this.crossEvaluations.list(studyId) };
  }

  @Get(':crossEvaluationId')
  @Answers(200, crossEvaluationViewSchema)
  get(
    @Param('studyId') studyId: string,
    @Param('crossEvaluationId') crossEvaluationId: string,
  ): Promise<CrossEvaluationView> {
    return this.crossEvaluations.get(studyId, crossEvaluationId);
  }
}
