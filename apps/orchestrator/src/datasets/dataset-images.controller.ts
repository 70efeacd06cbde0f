import {
  datasetImagePageSchema,
  datasetImageQuerySchema,
  datasetPlanListSchema,
  datasetProblemPageSchema,
  datasetProblemQuerySchema,
  parseWith,
  sentImageBytes,
  type DatasetImagePage,
  type DatasetPlanList,
  type DatasetProblemPage,
} from '@crossfold/contracts';
import { takePage, type StudyIndex } from '@crossfold/study';
import { Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Needs } from '../guard/needs.js';
import {
  ApiController,
  JsonResponse,
  Operation,
  QueryParameters,
  TextResponse,
} from '../http/api-controller.js';
import { studyIndexToken } from '../process/tokens.js';
import { DatasetImages } from './dataset-images.service.js';
import { imageTypeOf, imageTypes } from './image-type.js';

/** What there is to see of a data set beyond its counts. */
@ApiController('data sets', 'datasets/:name')
export class DatasetImagesController {
  constructor(
    @Inject(DatasetImages) private readonly images: DatasetImages,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
  ) {}

  @Get('problems')
  @Needs('dataset.read')
  @Operation(
    'listProblems',
    'List what was wrong with the files of a data set, duplicates too',
    'What names an image that a study seals is left out.',
  )
  @QueryParameters(datasetProblemQuerySchema)
  @JsonResponse(200, datasetProblemPageSchema, 'A page of the list.')
  async problems(
    @Param('name') name: string,
    @Query() asked: unknown,
  ): Promise<DatasetProblemPage> {
    const query = parseWith(datasetProblemQuerySchema, asked, 'REQUEST_INVALID', 'the query');
    const { kind, decision, after, limit } = query;
    const problems = await this.images.problems(name);
    const numbered = problems.map((problem, i) => ({ problem, number: String(i + 1) }));
    const { items, total, next } = takePage(numbered, ({ number }) => number, {
      after,
      limit,
      isWanted: ({ problem }) =>
        (kind === undefined || problem.kind === kind) &&
        (decision === undefined || problem.decision === decision),
    });
    return { problems: items.map(({ problem }) => problem), total, next };
  }

  @Get('fold-plans')
  @Needs('dataset.read')
  @Operation('listFoldPlans', 'List the fold plans by which studies split a data set')
  @JsonResponse(200, datasetPlanListSchema, 'All of them, that of the newest study first.')
  async plans(@Param('name') name: string): Promise<DatasetPlanList> {
    await this.images.pointer(name);
    const plans = new Map<string, DatasetPlanList['plans'][number]>();
    for (const { study } of this.index.list()) {
      const { studyId, dataset, foldPlan, sealedPart } = study;
      if (dataset.name !== name) continue;
      const { sha256: foldPlanSha256, options, leak } = foldPlan;
      const { manifestSha256 } = dataset;
      const known = plans.get(foldPlanSha256);
      const sealedImages = sealedPart?.images ?? null;
      const plan = known ?? { foldPlanSha256, manifestSha256, options, leak, sealedImages };
      const studyIds = [...(known?.studyIds ?? []), studyId];
      plans.set(foldPlanSha256, { ...plan, studyIds });
    }
    return { plans: [...plans.values()] };
  }

  @Get('images')
  @Needs('dataset.read')
  @Operation(
    'listImages',
    'List images of a data set',
    'Those that a study seals are left out, and labels are told of images that a study trains on.',
  )
  @QueryParameters(datasetImageQuerySchema)
  @JsonResponse(200, datasetImagePageSchema, 'A page of the list, by id.')
  list(@Param('name') name: string, @Query() query: unknown): Promise<DatasetImagePage> {
    return this.images.list(name, query);
  }

  @Get('images/:imageId')
  @Needs('dataset.read')
  @Operation(
    'getImage',
    'The file of an image of a data set',
    `Of at most ${sentImageBytes / 2 ** 20} MiB; none that a study seals.`,
  )
  @TextResponse('The file as it was added.', ...imageTypes, 'application/octet-stream')
  async image(
    @Param('name') name: string,
    @Param('imageId') imageId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { sha256, bytes } = await this.images.read(name, imageId);
    // The name of the image may come to mean another file, and the image may be sealed.
    response.set({ ETag: `"${sha256}"`, 'Cache-Control': 'private, max-age=3600' });
    if (request.fresh) response.status(304).end();
    else response.type(imageTypeOf(bytes)).send(Buffer.from(bytes));
  }
}
