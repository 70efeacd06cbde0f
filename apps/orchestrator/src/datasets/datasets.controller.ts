import {
  contentHash,
  datasetPointerSchema,
  datasetViewSchema,
  foreignPlanSchema,
  importedPlanSchema,
  longPageQuerySchema,
  parseWith,
  records,
  studyJsonSchema,
  wholeLimit,
  type DatasetView,
  type FoldPlan,
  type ImportedPlan,
} from '@crossfold/contracts';
import { summariseManifest } from '@crossfold/data';
import {
  findDatasetPointer,
  readRecord,
  surveyDatasets,
  type ObjectStore,
} from '@crossfold/storage';
import { findFoldPlan, storeForeignPlan, takePage } from '@crossfold/study';
import { Body, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Needs } from '../guard/needs.js';
import {
  JsonResponse,
  ApiController,
  Operation,
  JsonBody,
  QueryParameters,
} from '../http/api-controller.js';
import { setLocation } from '../http/set-location.js';
import { storeToken } from '../process/tokens.js';

const planExample = {
  protocol: 'grouped',
  assignments: [
    { imageId: 'ISIC_0027419', fold: 0 },
    { imageId: 'ISIC_0025030', fold: 1 },
  ],
};
const datasetPageSchema = z.strictObject({
  datasets: z.array(datasetPointerSchema),
  unread: z
    .array(
      z.strictObject({
        name: z.string(),
        code: z.string(),
        message: z.string(),
        remedy: z.string(),
      }),
    )
    .describe('Those that are damaged, or that a later crossfold wrote; with each page.'),
  next: z.string().nullable(),
});
type DatasetPage = z.infer<typeof datasetPageSchema>;

@ApiController('data sets')
export class DatasetsController {
  constructor(@Inject(storeToken) private readonly store: ObjectStore) {}

  @Get('datasets')
  @Needs('dataset.read')
  @Operation('listDatasets', 'List data sets')
  @QueryParameters(longPageQuerySchema)
  @JsonResponse(200, datasetPageSchema, 'A page of the list, by name.')
  async list(@Query() query: unknown): Promise<DatasetPage> {
    const { after, limit } = parseWith(longPageQuerySchema, query, 'REQUEST_INVALID', 'the query');
    const { datasets, unread } = await surveyDatasets(this.store);
    const page = takePage(datasets, ({ name }) => name, { after, limit: limit ?? wholeLimit });
    return { datasets: [...page.items], unread, next: page.next };
  }

  /** Counts only: whoever could read labels here could read those of a sealed part. */
  @Get('datasets/:name')
  @Needs('dataset.read')
  @Operation('getDataset', 'A data set: counts, and nothing of a single image')
  @JsonResponse(200, datasetViewSchema, 'Counts.')
  async get(@Param('name') name: string): Promise<DatasetView> {
    const pointer = await findDatasetPointer(this.store, name);
    const manifest = await readRecord(this.store, records.manifest, {
      sha256: pointer.manifestSha256,
    });
    const { layout, source, licence, positive, group } = manifest;
    const { masks, classes, multiplicity, problems } = summariseManifest(manifest);
    return {
      ...pointer,
      layout,
      source,
      licence,
      positive,
      group,
      masks,
      classes: [...classes],
      multiplicity: [...multiplicity],
      problems: [...problems],
    };
  }

  @Post('datasets/:name/fold-plans')
  @Needs('dataset.write')
  @Operation(
    'importFoldPlan',
    'Take a fold plan that was made elsewhere',
    'A refusal names the images, groups and folds at fault.',
  )
  @JsonBody(foreignPlanSchema, planExample)
  @JsonResponse(201, importedPlanSchema, 'The plan is stored.')
  async importPlan(
    @Param('name') name: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportedPlan> {
    const foreign = parseWith(foreignPlanSchema, body, 'FOLD_PLAN_INVALID', 'the fold plan');
    const dataset = await findDatasetPointer(this.store, name);
    const { assignments, protocol } = foreign;
    const plan = await storeForeignPlan(this.store, assignments, protocol, dataset);
    const view = viewPlan(contentHash(plan), plan);
    setLocation(response, `fold-plans/${view.foldPlanSha256}`);
    return view;
  }

  /** As little as of a data set: which images a plan seals cannot be read here. */
  @Get('fold-plans/:sha256')
  @Needs('dataset.read')
  @Operation('getFoldPlan', 'A fold plan: options and leak, and nothing of a single image')
  @JsonResponse(200, importedPlanSchema, 'The plan.')
  async getPlan(@Param('sha256') sha256: string): Promise<ImportedPlan> {
    return viewPlan(sha256, await findFoldPlan(this.store, sha256));
  }

  @Get('schema/study')
  @Needs('study.read')
  @Operation('getStudySchema', 'The JSON Schema of a study file, for editors')
  @JsonResponse(200, z.record(z.string(), z.unknown()), 'The schema.')
  studySchema(): unknown {
    return studyJsonSchema();
  }
}

/** @param foldPlanSha256 of what is stored, which need not be of today's version */
function viewPlan(foldPlanSha256: string, { options, leak, imported }: FoldPlan): ImportedPlan {
  const leftOutImages = imported?.leftOutImages ?? 0;
  return { foldPlanSha256, options, leak, leftOutImages };
}
