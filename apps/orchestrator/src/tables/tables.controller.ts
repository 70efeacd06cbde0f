import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import {
  parseWith,
  predictionFilterSchema,
  studyTableFormats,
  studyTableNames,
} from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import { readStudyTable, reportedStudy, tableFormats, type StudyIndex } from '@crossfold/study';
import { Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { Needs } from '../guard/needs.js';
import { TextResponse, ApiController, QueryParameters, Operation } from '../http/api-controller.js';
import { endIfUnchanged, tagOfRecords } from '../http/entity-tags.js';
import { connectedWorkersToken, storeToken, studyIndexToken } from '../process/tokens.js';
import type { ConnectedWorkers } from '../workers/connected-workers.js';
import { KeptTables } from './kept-tables.js';

const tableNameSchema = z.enum(studyTableNames);
const querySchema = z.strictObject({
  format: z.enum(studyTableFormats).default('csv').describe('What the table is written as.'),
  ...predictionFilterSchema.shape,
});
const mediaTypes = Object.values(tableFormats).map(
  ({ mediaType }) => mediaType.split(';')[0] ?? '',
);

@ApiController('tables', 'studies')
export class TablesController {
  private readonly kept = new KeptTables();

  constructor(
    @Inject(studyIndexToken) private readonly index: StudyIndex,
    @Inject(storeToken) private readonly store: ObjectStore,
    @Inject(connectedWorkersToken) private readonly workers: ConnectedWorkers,
  ) {}

  @Get(':studyId/tables/:table')
  @Needs('study.read')
  @Operation(
    'getTable',
    'A table of a study, for data frames',
    'Values in columns, one row a thing.',
  )
  @QueryParameters(querySchema)
  @TextResponse('The table, in the format that is asked for.', ...mediaTypes)
  async table(
    @Param('studyId') studyId: string,
    @Param('table') name: string,
    @Query() query: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { format, ...filter } = parseWith(querySchema, query, 'REQUEST_INVALID', 'the query');
    const tableName = parseWith(tableNameSchema, name, 'REQUEST_INVALID', 'the table');
    const record = this.index.get(studyId);
    const { mediaType, extension, write } = tableFormats[format];
    const reported = reportedStudy(record, this.workers.standstill());
    const tag = tagOfRecords(record);
    if (endIfUnchanged(request, response, tag)) return;
    const isCompressed = format !== 'parquet' && request.acceptsEncodings('gzip') === 'gzip';
    const keptAs = isCompressed ? JSON.stringify([tag, name, format, filter]) : null;
    const kept = keptAs === null ? undefined : this.kept.get(keptAs);
    const table = kept ? null : await readStudyTable(this.store, reported, tableName, filter);
    // The name of a file would set a type of its own.
    response.attachment(`${studyId}.${name}.${extension}`).type(mediaType);
    response.vary('Accept-Encoding');
    if (isCompressed) response.set('Content-Encoding', 'gzip');
    if (table === null) response.end(kept);
    else if (keptAs === null) await pipeline(write(table), response);
    else await pipeline(write(table), createGzip(), this.kept.keeping(keptAs), response);
  }
}
