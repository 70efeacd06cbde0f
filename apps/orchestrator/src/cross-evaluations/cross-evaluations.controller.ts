import {
  crossEvaluationRequestSchema,
  crossEvaluationViewSchema,
  type CrossEvaluationView,
} from '@crossfold/contracts';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { ApiBody, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { openApiSchema } from '../http/open-api.js';
import { TokenGuard } from '../http/token.guard.js';
import { CrossEvaluationsService } from './cross-evaluations.service.js';

const crossEvaluationListSchema = z.strictObject({
  evaluations: z.array(crossEvaluationViewSchema),
});

@ApiTags('cross-evaluations')
@Controller('api/v1/studies/:studyId/evaluations')
@UseGuards(TokenGuard)
export class CrossEvaluationsController {
  constructor(
    @Inject(CrossEvaluationsService) private readonly crossEvaluations: CrossEvaluationsService,
  ) {}

  /** Predicts another data set with the models of a study; a question that has its answer gets it. */
  @Post()
  @HttpCode(202)
  @ApiBody({ schema: openApiSchema(crossEvaluationRequestSchema, 'input') })
  @ApiResponse({ status: 202, schema: openApiSchema(crossEvaluationViewSchema) })
  request(@Param('studyId') studyId: string, @Body() body: unknown): Promise<CrossEvaluationView> {
    return this.crossEvaluations.request(studyId, body);
  }

  @Get()
  @ApiResponse({ status: 200, schema: openApiSchema(crossEvaluationListSchema) })
  async list(
    @Param('studyId') studyId: string,
  ): Promise<z.infer<typeof crossEvaluationListSchema>> {
    return { evaluations: await this.crossEvaluations.list(studyId) };
  }

  @Get(':evaluationId')
  @ApiResponse({ status: 200, schema: openApiSchema(crossEvaluationViewSchema) })
  get(
    @Param('studyId') studyId: string,
    @Param('evaluationId') evaluationId: string,
  ): Promise<CrossEvaluationView> {
    return this.crossEvaluations.get(studyId, evaluationId);
  }
}
