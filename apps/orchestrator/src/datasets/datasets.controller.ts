import {
  contentHash,
  datasetPointerSchema,
  datasetViewSchema,
  foreignPlanSchema,
  importedPlanSchema,
  manifestSchema,
  objectPaths,
  parseWith,
  studyJsonSchema,
  type DatasetPointer,
  type DatasetView,
  type ImportedPlan,
} from '@crossfold/contracts';
import { summariseManifest } from '@crossfold/data';
import { findDatasetPointer, listDatasets, readJson, type ObjectStore } from '@crossfold/storage';
import { Body, Get, Inject, Param, Post } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { Answers, ApiController, Takes } from '../http/api-controller.js';
import { FoldPlansService } from '../planning/fold-plans.service.js';
import { storeToken } from '../tokens.js';

const datasetListSchema = z.strictObject({ datasets: z.array(datasetPointerSchema) });

@ApiController('data sets')
export class DatasetsController {
  constructor(
    @Inject(FoldPlansService) private readonly foldPlans: FoldPlansService,
    @Inject(storeToken) private readonly store: ObjectStore,
  ) {}

  @Get('datasets')
  @Answers(200, datasetListSchema)
  async list(): Promise<{ datasets: DatasetPointer[] }> {
    return { datasets: await listDatasets(this.store) };
  }

  /** Counts only: whoever could read labels here could read those of a sealed test part. */
  @Get('datasets/:name')
  @Answers(200, datasetViewSchema)
  async get(@Param('name') name: string): Promise<DatasetView> {
    const pointer = await findDatasetPointer(this.store, name);
    const key = objectPaths.manifest(pointer.manifestSha256);
    const manifest = await readJson(this.store, key, manifestSchema);
    const { layout, source, licence } = manifest;
    const { masks, classes, multiplicity, problems } = summariseManifest(manifest);
    return {
      ...{ ...pointer, layout, source, licence, masks },
      ...{ classes: [...classes], multiplicity: [...multiplicity], problems: [...problems] },
    };
  }

  /** Takes a fold plan that was made elsewhere; 422 names the images, lesions and folds at fault. */
  @Post('datasets/:name/fold-plans')
  @Takes(foreignPlanSchema)
  @Answers(201, importedPlanSchema)
  async importPlan(@Param('name') name: string, @Body() body: unknown): Promise<ImportedPlan> {
    const foreign = parseWith(foreignPlanSchema, body, 'FOLD_PLAN_INVALID', 'the fold plan');
    const dataset = await findDatasetPointer(this.store, name);
    const plan = await this.foldPlans.import(foreign.assignments, foreign.protocol, dataset);
    const { options, leak, imported } = plan;
    const leftOutImages = imported?.leftOutImages ?? 0;
    return { foldPlanSha256: contentHash(plan), options, leak, leftOutImages };
  }

  /** The JSON Schema of a study file, for editors. */
  @Get('schema/study')
  @ApiResponse({ status: 200, schema: { type: 'object' } })
  studySchema(): unknown {
    return studyJsonSchema();
  }
}
