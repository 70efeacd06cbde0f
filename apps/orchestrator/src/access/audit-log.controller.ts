import {
  auditListSchema,
  pageQuerySchema,
  parseWith,
  type AuditEntry,
  type AuditList,
} from '@crossfold/contracts';
import { listAuditEntries, type ObjectStore } from '@crossfold/storage';
import { takeSize } from '@crossfold/study';
import { Get, Inject, Query } from '@nestjs/common';
import { z } from 'zod';
import { ApiController, JsonResponse, Operation, QueryParameters } from '../http/api-controller.js';
import { storeToken } from '../process/tokens.js';
import { Needs } from '../guard/needs.js';

const auditQuerySchema = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,9}\.\d{1,9}$/, 'expected `next` of the page before')
    .optional()
    .describe('`next` of the page before.'),
  limit: pageQuerySchema.shape.limit,
});

@ApiController('access', 'audit-log')
export class AuditLogController {
  constructor(@Inject(storeToken) private readonly store: ObjectStore) {}

  @Get()
  @Needs('audit.read')
  @Operation('listAuditLog', 'List the commands that were given, the newest first')
  @QueryParameters(auditQuerySchema)
  @JsonResponse(200, auditListSchema, 'A page of the log: who, what, when, from where.')
  async list(@Query() query: unknown): Promise<AuditList> {
    const asked = parseWith(auditQuerySchema, query, 'REQUEST_INVALID', 'the query');
    const size = takeSize(asked.limit);
    const entries: AuditEntry[] = [];
    let last = '';
    for await (const { entry, position } of listAuditEntries(this.store, asked.after ?? null)) {
      if (entries.length === size) return { entries, next: last };
      entries.push(entry);
      last = position;
    }
    return { entries, next: null };
  }
}
