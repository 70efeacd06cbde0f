import {
  idSchema,
  cellsSchema,
  configurationSchema,
  describeConfiguration,
  forecastSchema,
  pageQuerySchema,
  parseWith,
  records,
  reportSchema,
  studyDetailSchema,
  studyListQuerySchema,
  studyPageSchema,
  submittedSchema,
  trialMetricsSchema,
  trialPageSchema,
  trialViewSchema,
  type Configuration,
  type Forecast,
  type StudyDetail,
  type StudyPage,
  type Submitted,
  type TrialMetrics,
  type TrialPage,
  type TrialView,
} from '@crossfold/contracts';
import { readNamedRecord, readRecord, type ObjectStore } from '@crossfold/storage';
import {
  reportFormats,
  tableChoices,
  findTrial,
  viewStudyDetail,
  viewCells,
  viewTrial,
  takePage,
  listStudies,
  renderStudyReport,
  type ReportFormat,
  type StudyIndex,
} from '@crossfold/study';
import { Body, Get, Headers, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Needs } from '../guard/needs.js';
import {
  JsonResponse,
  ApiController,
  QueryParameters,
  Operation,
  JsonBody,
  IdempotencyKeyHeader,
} from '../http/api-controller.js';
import { endIfUnchanged, tagOfRecords } from '../http/entity-tags.js';
import { sendText } from '../http/send-text.js';
import { sharedSchema } from '../http/shared-schemas.js';
import { connectedWorkersToken, storeToken, studyIndexToken } from '../process/tokens.js';
import type { ConnectedWorkers } from '../workers/connected-workers.js';
import { StudiesService } from './studies.service.js';
import { tellSubmitted } from './tell-submitted.js';

const specExample = { name: 'does-focal-help', dataset: 'ham10000', folds: 5, seeds: [1, 2, 3] };
const reportTextTypes = Object.values(reportFormats)
  .map(({ mediaType }) => mediaType.split(';')[0] ?? '')
  .filter((mediaType) => mediaType !== 'application/json');
/** The report itself, or (`document`) its blocks in the order in which people read them. */
const reportAnswerSchema = z.union([
  reportSchema,
  z.looseObject({ title: z.string(), facts: z.string(), blocks: z.array(z.unknown()) }),
]);
const submitQuerySchema = z.strictObject({
  clonedFrom: idSchema.optional().describe('The study whose file was the beginning of this one.'),
});
const reportQuerySchema = z.strictObject({
  format: z
    .enum(Object.keys(reportFormats) as [ReportFormat, ...ReportFormat[]])
    .default('json')
    .describe('What the report is written as; `document`: its blocks in order, as JSON.'),
  tables: z
    .enum(tableChoices)
    .default('main')
    .describe('Of LaTeX: the tables that belong into a paper, or all; the other formats have all.'),
  edition: z.coerce
    .number()
    .int()
    .min(1)
    .max(999_999)
    .optional()
    .describe('An earlier one, which was kept when trials were tried again; left out: the newest.'),
});

@ApiController('studies', 'studies')
export class StudiesController {
  constructor(
    @Inject(StudiesService) private readonly studies: StudiesService,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(storeToken) private readonly store: ObjectStore,
    @Inject(connectedWorkersToken) private readonly workers: ConnectedWorkers,
  ) {}

  @Post()
  @Needs('study.write')
  @Operation('submitStudy', 'Submit a study file')
  @IdempotencyKeyHeader()
  @QueryParameters(submitQuerySchema)
  @JsonBody(sharedSchema('StudyFile'), specExample)
  @JsonResponse(201, submittedSchema, 'The study is stored, and its trials are queued.')
  async submit(
    @Body() body: unknown,
    @Query() query: unknown,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Submitted> {
    const { clonedFrom } = parseWith(submitQuerySchema, query, 'REQUEST_INVALID', 'the query');
    return tellSubmitted(await this.studies.submit(body ?? {}, key, clonedFrom), response);
  }

  @Post('forecast')
  @Needs('study.read')
  @Operation('forecastStudy', 'What a study file would come to', 'Nothing is submitted.')
  @JsonBody(sharedSchema('StudyFile'), specExample)
  @JsonResponse(200, forecastSchema, 'Trials, images, parameters, disk space and hours.')
  async forecast(@Body() body: unknown): Promise<Forecast> {
    return this.studies.forecast(body ?? {});
  }

  @Post(':studyId/clone')
  @Needs('study.write')
  @Operation('cloneStudy', 'Submit the file of a study once more, with changes')
  @IdempotencyKeyHeader()
  @JsonBody(sharedSchema('StudyChanges'), { seeds: [4, 5] })
  @JsonResponse(201, submittedSchema, 'The new study is stored, and its trials are queued.')
  async clone(
    @Param('studyId') studyId: string,
    @Body() changes: unknown,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Submitted> {
    return tellSubmitted(await this.studies.clone(studyId, changes, key), response);
  }

  @Get()
  @Needs('study.read')
  @Operation('listStudies', 'List studies')
  @QueryParameters(studyListQuerySchema)
  @JsonResponse(200, studyPageSchema, 'A page of the list.')
  list(@Query() query: unknown): StudyPage {
    return listStudies(this.index.list(), query, this.workers.standstill());
  }

  @Get(':studyId')
  @Needs('study.read')
  @Operation('getStudy', 'A study: what it is, and how far')
  @JsonResponse(200, studyDetailSchema, 'The study, its settings and interim scores.')
  get(@Param('studyId') studyId: string): StudyDetail {
    const record = this.index.get(studyId);
    return viewStudyDetail(record, this.workers.standstill());
  }

  @Get(':studyId/configuration')
  @Needs('study.read')
  @Operation('getConfiguration', 'The settings that a study trains with, and what its arms change')
  @JsonResponse(
    200,
    configurationSchema,
    'Every setting of the baseline, and the differences of the arms.',
  )
  configuration(@Param('studyId') studyId: string): Configuration {
    return describeConfiguration(this.index.get(studyId).study.variants);
  }

  @Get(':studyId/cells')
  @Needs('study.read')
  @Operation('listCells', 'All trials of a study in short, for a matrix of folds')
  @JsonResponse(200, cellsSchema, 'All of them, in the order of the study.')
  cells(
    @Param('studyId') studyId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    const record = this.index.get(studyId);
    if (!endIfUnchanged(request, response, tagOfRecords(record))) response.json(viewCells(record));
  }

  @Get(':studyId/trials')
  @Needs('study.read')
  @Operation('listTrials', 'List the trials of a study')
  @QueryParameters(pageQuerySchema)
  @JsonResponse(200, trialPageSchema, 'A page of the list.')
  trials(
    @Param('studyId') studyId: string,
    @Query() query: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): void {
    const paging = parseWith(pageQuerySchema, query, 'REQUEST_INVALID', 'the query');
    const record = this.index.get(studyId);
    const page = takePage([...record.trials.values()], ({ trialId }) => trialId, paging);
    if (endIfUnchanged(request, response, tagOfRecords(record))) return;
    const answer: TrialPage = { trials: page.items.map(viewTrial), next: page.next };
    response.json(answer);
  }

  @Get(':studyId/trials/:trialId')
  @Needs('study.read')
  @Operation('getTrial', 'A trial: its state, progress and scores')
  @JsonResponse(200, trialViewSchema, 'The trial.')
  trial(@Param('studyId') studyId: string, @Param('trialId') trialId: string): TrialView {
    return viewTrial(findTrial(this.index.get(studyId), trialId));
  }

  @Get(':studyId/trials/:trialId/metrics')
  @Needs('study.read')
  @Operation('getTrialMetrics', 'Curves of a trial')
  @JsonResponse(200, trialMetricsSchema, 'What each epoch came to.')
  async metrics(
    @Param('studyId') studyId: string,
    @Param('trialId') trialId: string,
  ): Promise<TrialMetrics> {
    const { state, history } = findTrial(this.index.get(studyId), trialId);
    if (state !== 'succeeded') return { trialId, epochs: [...history] };
    const receipt = await readRecord(this.store, records.receipt, { studyId, trialId });
    const { epochs } = await readNamedRecord(this.store, records.history, receipt.history);
    return { trialId, epochs };
  }

  @Get(':studyId/report')
  @Needs('study.read')
  @Operation('getReport', 'The report of a study that has ended')
  @QueryParameters(reportQuerySchema)
  @JsonResponse(200, reportAnswerSchema, 'In the format that is asked for.', ...reportTextTypes)
  async report(
    @Param('studyId') studyId: string,
    @Query() query: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const rendering = parseWith(reportQuerySchema, query, 'REQUEST_INVALID', 'the query');
    const { mediaType } = reportFormats[rendering.format];
    const record = this.index.get(studyId);
    const text = await renderStudyReport(this.store, record, this.workers.standstill(), rendering);
    sendText(response, mediaType, text);
  }
}
