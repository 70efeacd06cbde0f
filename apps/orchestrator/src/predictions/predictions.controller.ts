import {
  predictionLimits,
  predictionRequestSchema,
  predictionViewSchema,
  type PredictionView,
} from '@crossfold/contracts';
import { Body, Get, Headers, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Needs } from '../guard/needs.js';
import {
  ApiController,
  IdempotencyKeyHeader,
  JsonBody,
  JsonResponse,
  Operation,
  TextResponse,
} from '../http/api-controller.js';
import { PredictionsService } from './predictions.service.js';

@ApiController('predictions', 'predictions')
export class PredictionsController {
  constructor(@Inject(PredictionsService) private readonly predictions: PredictionsService) {}

  @Post()
  @Needs('study.write')
  @Operation(
    'requestPrediction',
    'Predict images, for research only',
    `At most ${predictionLimits.images} images of ${predictionLimits.imageBytes / 2 ** 20} MiB each, ${predictionLimits.bodyMiB} MiB as JSON. A worker predicts them; images and answers are removed after ${predictionLimits.keptHours} hours.`,
  )
  @IdempotencyKeyHeader()
  @JsonBody(predictionRequestSchema, {
    studyId: 'paper-0a1b2c3d4e',
    images: [{ name: 'one.jpg', data: 'AAAA' }],
    waitSeconds: 20,
  })
  @JsonResponse(202, predictionViewSchema, 'It is queued, or has its answer.')
  request(
    @Body() body: unknown,
    @Headers('idempotency-key') key?: string,
  ): Promise<PredictionView> {
    return this.predictions.request(body, key);
  }

  @Get(':predictionId')
  @Needs('study.read')
  @Operation('getPrediction', 'A prediction')
  @JsonResponse(200, predictionViewSchema, 'What was asked, and the answer.')
  get(@Param('predictionId') predictionId: string): Promise<PredictionView> {
    return this.predictions.get(predictionId);
  }

  @Get(':predictionId/maps/:position')
  @Needs('study.read')
  @Operation(
    'getPredictionMap',
    'Where the models look in a predicted image',
    'The weighted mean of the Grad-CAM maps of the models, for the likeliest class, beside the image as they see it. For predictions that asked for it by `explain`.',
  )
  @TextResponse('The picture.', 'image/png')
  async map(
    @Param('predictionId') predictionId: string,
    @Param('position') position: string,
    @Res() response: Response,
  ): Promise<void> {
    const bytes = await this.predictions.map(predictionId, position);
    response.type('image/png').send(Buffer.from(bytes));
  }
}
