import { pipeline } from 'node:stream/promises';
import {
  AppError,
  studyTableFormats,
  studyTableNames,
  type StudyTableFormat,
  type StudyTableName,
} from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import { Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { ApiController } from '../http/api-controller.js';
import { viewStudy } from '../studies/study-view.js';
import type { StudyIndex } from '../studies/study-index.js';
import { readReport } from '../summary/read-report.js';
import { storeToken, studyIndexToken } from '../tokens.js';
import { studyTableBuilders } from './study-tables.js';
import { tableFormats } from './write-table.js';

@ApiController('tables', 'studies')
export class TablesController {
  constructor(
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(storeToken) private readonly store: ObjectStore,
  ) {}

  /** A table for data frames: values in columns, one row a thing. */
  @Get(':studyId/tables/:table')
  @ApiParam({ name: 'table', enum: studyTableNames })
  @ApiQuery({ name: 'format', required: false, enum: studyTableFormats })
  @ApiResponse({
    status: 200,
    content: Object.fromEntries(
      Object.values(tableFormats).map(({ mediaType }) => [
        mediaType,
        { schema: { type: 'string' } },
      ]),
    ),
  })
  async table(
    @Param('studyId') studyId: string,
    @Param('table') name: string,
    @Query('format') format: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const record = this.index.get(studyId);
    const build = studyTableBuilders[oneOf<StudyTableName>('table', studyTableNames, name)];
    const formatName = oneOf<StudyTableFormat>('format', studyTableFormats, format ?? 'csv');
    const { mediaType, extension, write } = tableFormats[formatName];
    const reported = {
      studyId,
      state: viewStudy(record).state,
      edition: record.control.edition,
    };
    const report = () => readReport(this.store, reported);
    const table = await build({ store: this.store, studyId, report });
    response.type(mediaType).attachment(`${studyId}.${name}.${extension}`);
    await pipeline(write(table), response);
  }
}

function oneOf<T extends string>(what: string, names: readonly T[], got: string): T {
  const found = names.find((name) => name === got);
  if (found !== undefined) return found;
  throw new AppError(
    'REQUEST_INVALID',
    `expected one of [${names.join(', ')}] for ${what}, got "${got}"`,
  );
}
