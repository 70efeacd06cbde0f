import {
  crossEvaluationRequestSchema,
  crossEvaluationViewSchema,
  longPageQuerySchema,
  parseWith,
  wholeLimit,
  type CrossEvaluationView,
} from '@crossfold/contracts';
import { Body, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import {
  JsonResponse,
  ApiController,
  Operation,
  JsonBody,
  QueryParameters,
} from '../http/api-controller.js';
import { takePage } from '@crossfold/study';
import { Needs } from '../guard/needs.js';
import { CrossEvaluationsService } from './cross-evaluations.service.js';

const crossEvaluationListSchema = z.strictObject({
  crossEvaluations: z.array(crossEvaluationViewSchema),
  next: z.string().nullable(),
});

@ApiController('cross-evaluations', 'studies/:studyId/cross-evaluations')
export class CrossEvaluationsController {
  constructor(
    @Inject(CrossEvaluationsService) private readonly crossEvaluations: CrossEvaluationsService,
  ) {}

  @Post()
  @Needs('study.write')
  @Operation(
    'requestCrossEvaluation',
    'Predict another data set with the models of a study',
    'The same question twice is one.',
  )
  @JsonBody(crossEvaluationRequestSchema, { dataset: 'ph2' })
  @JsonResponse(202, crossEvaluationViewSchema, 'It is queued, or has its answer.')
  request(@Param('studyId') studyId: string, @Body() body: unknown): Promise<CrossEvaluationView> {
    return this.crossEvaluations.request(studyId, body);
  }

  @Get()
  @Needs('study.read')
  @Operation('listCrossEvaluations', 'List the cross-evaluations of a study')
  @QueryParameters(longPageQuerySchema)
  @JsonResponse(200, crossEvaluationListSchema, 'A page of the list.')
  async list(
    @Param('studyId') studyId: string,
    @Query() query: unknown,
  ): Promise<z.infer<typeof crossEvaluationListSchema>> {
    const { after, limit } = parseWith(longPageQuerySchema, query, 'REQUEST_INVALID', 'the query');
    const all = await this.crossEvaluations.list(studyId);
    const page = takePage(all, ({ crossEvaluationId }) => crossEvaluationId, {
      after,
      limit: limit ?? wholeLimit,
    });
    return { crossEvaluations: [...page.items], next: page.next };
  }

  @Get(':crossEvaluationId')
  @Needs('study.read')
  @Operation('getCrossEvaluation', 'A cross-evaluation')
  @JsonResponse(200, crossEvaluationViewSchema, 'What was asked, and the answer.')
  get(
    @Param('studyId') studyId: string,
    @Param('crossEvaluationId') crossEvaluationId: string,
  ): Promise<CrossEvaluationView> {
    return this.crossEvaluations.get(studyId, crossEvaluationId);
  }
}
