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
import { EvaluationsService } from './evaluations.service.js';

const evaluationListSchema = z.strictObject({ evaluations: z.array(crossEvaluationViewSchema) });

@ApiTags('evaluations')
@Controller('api/v1/studies/:studyId/evaluations')
@UseGuards(TokenGuard)
export class EvaluationsController {
  constructor(@Inject(EvaluationsService) private readonly evaluations: EvaluationsService) {}

  /** Predicts another data set with the models of a study; a question that has its answer gets it. */
  @Post()
  @HttpCode(202)
  @ApiBody({ schema: openApiSchema(crossEvaluationRequestSchema, 'input') })
  @ApiResponse({ status: 202, schema: openApiSchema(crossEvaluationViewSchema) })
  request(@Param('studyId') studyId: string, @Body() body: unknown): Promise<CrossEvaluationView> {
    return this.evaluations.request(studyId, body);
  }

  @Get()
  @ApiResponse({ status: 200, schema: openApiSchema(evaluationListSchema) })
  async list(@Param('studyId') studyId: string): Promise<z.infer<typeof evaluationListSchema>> {
    return { evaluations: await this.evaluations.list(studyId) };
  }

  @Get(':evaluationId')
  @ApiResponse({ status: 200, schema: openApiSchema(crossEvaluationViewSchema) })
  get(
    @Param('studyId') studyId: string,
    @Param('evaluationId') evaluationId: string,
  ): Promise<CrossEvaluationView> {
    return this.evaluations.get(studyId, evaluationId);
  }
}
