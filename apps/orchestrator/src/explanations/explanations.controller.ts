import {
  AppError,
  explanationListSchema,
  explanationRequestSchema,
  explanationViewSchema,
  type ExplanationList,
  type ExplanationView,
} from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import { Body, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { Answers, ApiController, Takes } from '../http/api-controller.js';
import { storeToken } from '../tokens.js';
import type { ExplanationRecord } from './explanation-records.js';
import { ExplanationsService } from './explanations.service.js';
import { renderExplanation } from './render-explanation.js';

const formats = ['md', 'html'];

@ApiController('explanations', 'studies/:studyId/explanations')
export class ExplanationsController {
  constructor(
    @Inject(ExplanationsService) private readonly explanations: ExplanationsService,
    @Inject(storeToken) private readonly store: ObjectStore,
  ) {}

  @Post()
  @Takes(explanationRequestSchema)
  @Answers(202, explanationViewSchema)
  request(@Param('studyId') studyId: string, @Body() body: unknown): Promise<ExplanationView> {
    return this.explanations.request(studyId, body ?? {});
  }

  @Get()
  @Answers(200, explanationListSchema)
  async list(@Param('studyId') studyId: string): Promise<ExplanationList> {
    const records = await this.explanations.list(studyId);
    const views = await Promise.all(records.map((record) => this.explanations.view(record)));
    return {
      explanations: views.map(({ order, state, progress }) => ({ order, state, progress })),
    };
  }

  @Get(':number')
  @Answers(200, explanationViewSchema)
  async get(
    @Param('studyId') studyId: string,
    @Param('number') number: string,
  ): Promise<ExplanationView> {
    return this.explanations.view(await this.explanations.get(studyId, number));
  }

  @Get(':number/report')
  @ApiQuery({ name: 'format', required: false, enum: formats })
  @ApiResponse({ status: 200, content: { 'text/markdown': {}, 'text/html': {} } })
  async report(
    @Param('studyId') studyId: string,
    @Param('number') number: string,
    @Query('format') format: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const explanation = finished(await this.explanations.get(studyId, number));
    if (format !== undefined && !formats.includes(format)) {
      throw new AppError('REQUEST_INVALID', `expected md or html for format, got "${format}"`);
    }
    const wanted = format === 'html' ? 'html' : 'md';
    const { mediaType, text } = await renderExplanation(explanation, wanted, this.store);
    response.type(mediaType).send(text);
  }

  @Get(':number/pictures/:position')
  @ApiResponse({ status: 200, content: { 'image/png': {} } })
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
    const { bytes } = await this.store.get(picture.key);
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
