import { pipeline } from 'node:stream/promises';
import {
  attemptListSchema,
  parseWith,
  receiptSchema,
  trialPredictionsSchema,
  type AttemptList,
  type Receipt,
} from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import {
  findTrial,
  readAttempts,
  readReceipt,
  readTrialLog,
  readTrialPredictions,
  tableFormats,
  trialPredictionTable,
  type StudyIndex,
} from '@crossfold/study';
import { Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Needs } from '../guard/needs.js';
import {
  ApiController,
  JsonResponse,
  Operation,
  QueryParameters,
  RangedResponse,
} from '../http/api-controller.js';
import { endIfUnchanged } from '../http/entity-tags.js';
import { sendObject, sendText } from '../http/send-object.js';
import { storeToken, studyIndexToken } from '../process/tokens.js';

const predictionsQuerySchema = z.strictObject({
  format: z.enum(['json', 'csv']).default('json').describe('What the answer is written as.'),
});

const logQuerySchema = z.strictObject({
  attempt: z.coerce
    .number()
    .int()
    .min(1)
    .max(999_999)
    .optional()
    .describe('Left out: the newest one that has a log.'),
  tail: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe('So many lines of its end.'),
});

/** What one trial came to, as the store has it. */
@ApiController('trials', 'studies/:studyId/trials/:trialId')
export class TrialsController {
  constructor(
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(storeToken) private readonly store: ObjectStore,
  ) {}

  @Get('receipt')
  @Needs('study.read')
  @Operation('getReceipt', 'The receipt of a trial: hashes, scores, versions, device and times')
  @JsonResponse(200, receiptSchema, 'The receipt.')
  receipt(@Param('studyId') studyId: string, @Param('trialId') trialId: string): Promise<Receipt> {
    return this.receiptOf(studyId, trialId);
  }

  @Get('attempts')
  @Needs('study.read')
  @Operation('listAttempts', 'List the attempts at a trial, and how each ended')
  @JsonResponse(200, attemptListSchema, 'All of them, by number.')
  attempts(
    @Param('studyId') studyId: string,
    @Param('trialId') trialId: string,
  ): Promise<AttemptList> {
    const trial = findTrial(this.index.get(studyId), trialId);
    return readAttempts(this.store, { studyId, trialId }, trial);
  }

  @Get('predictions')
  @Needs('study.read')
  @Operation('getTrialPredictions', 'What a trial says of the images of its outer fold')
  @QueryParameters(predictionsQuerySchema)
  @JsonResponse(200, trialPredictionsSchema, 'One entry, or one row, an image.', 'text/csv')
  async predictions(
    @Param('studyId') studyId: string,
    @Param('trialId') trialId: string,
    @Query() query: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { format } = parseWith(predictionsQuerySchema, query, 'REQUEST_INVALID', 'the query');
    const receipt = await this.receiptOf(studyId, trialId);
    const tag = `W/"${receipt.predictions.sha256}"`;
    if (endIfUnchanged(request, response, tag)) return;
    const predictions = await readTrialPredictions(this.store, receipt);
    if (format === 'json') {
      response.json(predictions);
      return;
    }
    const { mediaType, write } = tableFormats.csv;
    response.attachment(`${studyId}.${trialId}.predictions.csv`).type(mediaType);
    await pipeline(write(trialPredictionTable(predictions)), response);
  }

  @Get('log')
  @Needs('study.read')
  @Operation(
    'getTrialLog',
    'What an attempt at a trial has said: its progress, and what its process printed',
    'Lines of time, source and text. Kept are 64 KiB of the beginning and 192 KiB of the end; one that runs is stored every 15 s. One range of bytes may be asked for.',
  )
  @QueryParameters(logQuerySchema)
  @RangedResponse('The log.', 'text/plain')
  async log(
    @Param('studyId') studyId: string,
    @Param('trialId') trialId: string,
    @Query() query: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const choice = parseWith(logQuerySchema, query, 'REQUEST_INVALID', 'the query');
    findTrial(this.index.get(studyId), trialId);
    const { attempt, text } = await readTrialLog(this.store, { studyId, trialId }, choice);
    response.set('Crossfold-Attempt', String(attempt));
    sendText(text, request, response);
  }

  @Get('weights')
  @Needs('study.read')
  @Operation(
    'getWeights',
    'The weights of a trial that were evaluated, as safetensors',
    'One range of bytes may be asked for; what asks for several gets all.',
  )
  @RangedResponse('The file.', 'application/octet-stream')
  async weights(
    @Param('studyId') studyId: string,
    @Param('trialId') trialId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { weights } = await this.receiptOf(studyId, trialId);
    const fileName = `${studyId}.${trialId}.safetensors`;
    await sendObject(this.store, { ...weights, fileName }, request, response);
  }

  private receiptOf(studyId: string, trialId: string): Promise<Receipt> {
    findTrial(this.index.get(studyId), trialId);
    return readReceipt(this.store, { studyId, trialId });
  }
}
