import {
  AppError,
  countTrials,
  forecastSchema,
  historySchema,
  objectPaths,
  receiptSchema,
  reportSchema,
  studyDetailSchema,
  studyOrders,
  studyPageSchema,
  studySpecSchema,
  studyStates,
  submittedSchema,
  trialMetricsSchema,
  trialPageSchema,
  trialViewSchema,
  type Forecast,
  type StudyDetail,
  type StudyPage,
  type Submitted,
  type TrialMetrics,
  type TrialPage,
  type TrialView,
} from '@crossfold/contracts';
import { readJson, readNamedJson, type ObjectStore } from '@crossfold/storage';
import { Body, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import type { Response } from 'express';
import { listExplanations } from '../explanations/explanation-records.js';
import { Answers, ApiController, Takes } from '../http/api-controller.js';
import { takePage } from '../http/paging.js';
import { readReport } from '../summary/read-report.js';
import { reportFormats, type ReportFormat } from '../summary/render-report.js';
import type { ConnectedWorkers } from '../workers/connected-workers.js';
import { connectedWorkersToken, storeToken, studyIndexToken } from '../tokens.js';
import { findTrial } from './find-trial.js';
import { listStudies } from './list-studies.js';
import { StudiesService, type SubmittedStudy } from './studies.service.js';
import type { StudyIndex } from './study-index.js';
import { viewStudy, viewStudyDetail, viewTrial } from './study-view.js';

@ApiController('studies', 'studies')
export class StudiesController {
  constructor(
    @Inject(StudiesService) private readonly studies: StudiesService,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(storeToken) private readonly store: ObjectStore,
    @Inject(connectedWorkersToken) private readonly workers: ConnectedWorkers,
  ) {}

  @Post()
  @Takes(studySpecSchema)
  @Answers(201, submittedSchema)
  async submit(@Body() body: unknown): Promise<Submitted> {
    return submitted(await this.studies.submit(body));
  }

  /** What a study would come to, of which nothing is submitted. */
  @Post('forecast')
  @Takes(studySpecSchema)
  @Answers(200, forecastSchema)
  async forecast(@Body() body: unknown): Promise<Forecast> {
    return this.studies.forecast(body);
  }

  /** Submits its file once more; the body holds what is to be changed in it. */
  @Post(':studyId/clone')
  @Answers(201, submittedSchema)
  async clone(@Param('studyId') studyId: string, @Body() changes: unknown): Promise<Submitted> {
    return submitted(await this.studies.clone(studyId, changes));
  }

  @Get()
  @ApiQuery({ name: 'state', required: false, enum: studyStates })
  @ApiQuery({ name: 'text', required: false })
  @ApiQuery({ name: 'sort', required: false, enum: studyOrders })
  @ApiQuery({ name: 'after', required: false })
  @ApiQuery({ name: 'limit', required: false })
  @Answers(200, studyPageSchema)
  list(@Query() query: unknown): StudyPage {
    return listStudies(this.index.list(), query, this.workers.state());
  }

  @Get(':studyId')
  @Answers(200, studyDetailSchema)
  get(@Param('studyId') studyId: string): StudyDetail {
    const record = this.index.get(studyId);
    return viewStudyDetail(record, this.workers.state());
  }

  @Get(':studyId/trials')
  @ApiQuery({ name: 'after', required: false })
  @ApiQuery({ name: 'limit', required: false })
  @Answers(200, trialPageSchema)
  trials(
    @Param('studyId') studyId: string,
    @Query('after') after?: string,
    @Query('limit') limit?: string,
  ): TrialPage {
    const records = [...this.index.get(studyId).trials.values()];
    const { items, next } = takePage(records, ({ trialId }) => trialId, { after, limit });
    return { trials: items.map(viewTrial), next };
  }

  @Get(':studyId/trials/:trialId')
  @Answers(200, trialViewSchema)
  trial(@Param('studyId') studyId: string, @Param('trialId') trialId: string): TrialView {
    return viewTrial(findTrial(this.index.get(studyId), trialId));
  }

  @Get(':studyId/trials/:trialId/metrics')
  @Answers(200, trialMetricsSchema)
  async metrics(
    @Param('studyId') studyId: string,
    @Param('trialId') trialId: string,
  ): Promise<TrialMetrics> {
    const { state, history } = findTrial(this.index.get(studyId), trialId);
    if (state !== 'succeeded') return { trialId, epochs: [...history] };
    const receiptKey = objectPaths.receipt(studyId, trialId);
    const receipt = await readJson(this.store, receiptKey, receiptSchema);
    const { epochs } = await readNamedJson(this.store, receipt.history, historySchema);
    return { trialId, epochs };
  }

  @Get(':studyId/report')
  @ApiQuery({ name: 'format', required: false, enum: Object.keys(reportFormats) })
  @Answers(200, reportSchema)
  async report(
    @Param('studyId') studyId: string,
    @Query('format') format: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const { mediaType, render } = findFormat(format ?? 'json');
    const record = this.index.get(studyId);
    const { state } = viewStudy(record);
    const { edition } = record.control;
    const report = await readReport(this.store, { studyId, state, edition });
    const records = await listExplanations(this.store, studyId);
    const explanations = records.flatMap(({ explanation }) => explanation ?? []);
    response.type(mediaType).send(render(report, explanations));
  }
}

function submitted({ study, same }: SubmittedStudy): Submitted {
  const { studyId } = study;
  return { studyId, trials: countTrials(study), same, url: `/api/v1/studies/${studyId}` };
}

function findFormat(name: string): (typeof reportFormats)[ReportFormat] {
  if (Object.hasOwn(reportFormats, name)) return reportFormats[name as ReportFormat];
  throw new AppError(
    'REQUEST_INVALID',
    `expected one of [${Object.keys(reportFormats).join(', ')}] for format, got "${name}"`,
  );
}
