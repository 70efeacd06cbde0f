import {
  problemDocumentSchema,
  studyChangesJsonSchema,
  studyJsonSchema,
} from '@crossfold/contracts';
import { openApiSchema } from './open-api-schema.js';

type Schema = ReturnType<typeof openApiSchema>;

/** Schemas that several routes have, for `components.schemas`. */
export const sharedSchemas = {
  Problem: openApiSchema(problemDocumentSchema),
  StudyFile: withoutDialect(studyJsonSchema()),
  StudyChanges: withoutDialect(studyChangesJsonSchema()),
} as const satisfies Record<string, Schema>;

export function sharedSchema(name: keyof typeof sharedSchemas): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

function withoutDialect(schema: Record<string, unknown>): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema')) as Schema;
}
