import {
  AppError,
  explanationListSchema,
  explanationRequestSchema,
  explanationViewSchema,
  longPageQuerySchema,
  parseWith,
  wholeLimit,
  type ExplanationList,
  type ExplanationView,
} from '@crossfold/contracts';
import { getNamed, type ObjectStore } from '@crossfold/storage';
import { renderExplanation, takePage, type ExplanationRecord } from '@crossfold/study';
import { Body, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Needs } from '../guard/needs.js';
import {
  JsonResponse,
  TextResponse,
  ApiController,
  QueryParameters,
  Operation,
  JsonBody,
} from '../http/api-controller.js';
import { sendText } from '../http/send-text.js';
import { storeToken } from '../process/tokens.js';
import { ExplanationsService } from './explanations.service.js';

const reportQuerySchema = z.strictObject({
  format: z.enum(['md', 'html']).default('md').describe('Markdown, or a page with its pictures.'),
});

@ApiController('explanations', 'studies/:studyId/explanations')
export class ExplanationsController {
  constructor(
    @Inject(ExplanationsService) private readonly explanations: ExplanationsService,
    @Inject(storeToken) private readonly store: ObjectStore,
  ) {}

  @Post()
  @Needs('study.write')
  @Operation(
    'requestExplanation',
    'Ask where the models of a study look',
    'The same question twice is one.',
  )
  @JsonBody(explanationRequestSchema, { picturesPerClass: 2 })
  @JsonResponse(202, explanationViewSchema, 'It is queued, or has its answer.')
  request(@Param('studyId') studyId: string, @Body() body: unknown): Promise<ExplanationView> {
    return this.explanations.request(studyId, body ?? {});
  }

  @Get()
  @Needs('study.read')
  @Operation('listExplanations', 'List the explanations of a study')
  @QueryParameters(longPageQuerySchema)
  @JsonResponse(200, explanationListSchema, 'A page of the list, by number.')
  async list(@Param('studyId') studyId: string, @Query() query: unknown): Promise<ExplanationList> {
    const { after, limit } = parseWith(longPageQuerySchema, query, 'REQUEST_INVALID', 'the query');
    const records = await this.explanations.list(studyId);
    const page = takePage(records, ({ order }) => String(order.number), {
      after,
      limit: limit ?? wholeLimit,
    });
    const views = await Promise.all(page.items.map((record) => this.explanations.view(record)));
    return {
      explanations: views.map(({ order, state, progress }) => ({ order, state, progress })),
      next: page.next,
    };
  }

  @Get(':number')
  @Needs('study.read')
  @Operation('getExplanation', 'An explanation')
  @JsonResponse(200, explanationViewSchema, 'What was asked, and what was measured.')
  async get(
    @Param('studyId') studyId: string,
    @Param('number') number: string,
  ): Promise<ExplanationView> {
    return this.explanations.view(await this.explanations.get(studyId, number));
  }

  @Get(':number/report')
  @Needs('study.read')
  @Operation('getExplanationReport', 'An explanation, to read')
  @QueryParameters(reportQuerySchema)
  @TextResponse('Markdown, or a page with its pictures.', 'text/markdown', 'text/html')
  async report(
    @Param('studyId') studyId: string,
    @Param('number') number: string,
    @Query() query: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const { format } = parseWith(reportQuerySchema, query, 'REQUEST_INVALID', 'the query');
    const explanation = finished(await this.explanations.get(studyId, number));
    const { mediaType, text } = await renderExplanation(explanation, format, this.store);
    sendText(response, mediaType, text);
  }

  @Get(':number/pictures/:position')
  @Needs('study.read')
  @Operation('getExplanationPicture', 'A picture of an explanation')
  @TextResponse('The picture.', 'image/png')
  async picture(
    @Param('studyId') studyId: string,
    @Param('number') number: string,
    @Param('position') position: string,
    @Res() response: Response,
  ): Promise<void> {
    const { pictures } = finished(await this.explanations.get(studyId, number));
    const picture = /^\d{1,6}$/.test(position) ? pictures[Number(position) - 1] : undefined;
    if (!picture) {
      throw new AppError(
        'NOT_FOUND',
        `expected a picture of 1 … ${pictures.length}, got "${position}"`,
      );
    }
    const bytes = await getNamed(this.store, picture);
    response.type('image/png').send(Buffer.from(bytes));
  }
}

function finished({ order, explanation, failure }: ExplanationRecord) {
  if (explanation) return explanation;
  throw new AppError(
    'NOT_FOUND',
    `expected explanation ${order.number} of ${order.studyId} to have ended well, got ${failure ? `a failure: ${failure.message}` : 'one that is not ready'}`,
    { remedy: failure?.remedy ?? 'Wait until a worker has made it.' },
  );
}
