import {
  datasetPointerSchema,
  manifestSchema,
  objectPaths,
  studyJsonSchema,
  type DatasetPointer,
  type Manifest,
} from '@crossfold/contracts';
import { readJson, type ObjectStore } from '@crossfold/storage';
import { Controller, Get, Inject, Param, UseGuards } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { openApiSchema } from '../http/open-api.js';
import { TokenGuard } from '../http/token.guard.js';
import { StudiesService } from '../studies/studies.service.js';
import { storeToken } from '../tokens.js';

const datasetListSchema = z.strictObject({ datasets: z.array(datasetPointerSchema) });

@ApiTags('data sets')
@Controller('api/v1')
@UseGuards(TokenGuard)
export class DatasetsController {
  constructor(
    @Inject(StudiesService) private readonly studies: StudiesService,
    @Inject(storeToken) private readonly store: ObjectStore,
  ) {}

  @Get('datasets')
  @ApiResponse({ status: 200, schema: openApiSchema(datasetListSchema) })
  async list(): Promise<{ datasets: DatasetPointer[] }> {
    return { datasets: await this.studies.listDatasets() };
  }

  @Get('datasets/:name')
  @ApiResponse({ status: 200, schema: openApiSchema(manifestSchema) })
  async get(@Param('name') name: string): Promise<Manifest> {
    const { manifestSha256 } = await this.studies.findDataset(name);
    return readJson(this.store, objectPaths.manifest(manifestSha256), manifestSchema);
  }

  /** The JSON Schema of a study file, for editors. */
  @Get('schema/study')
  @ApiResponse({ status: 200, schema: { type: 'object' } })
  studySchema(): unknown {
    return studyJsonSchema();
  }
}
