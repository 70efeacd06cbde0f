import { z } from 'zod';
import { idSchema } from '../identifiers.js';
import { problemDocumentSchema, studyFilterSchema } from './api.js';

/** How many studies one action is asked of. */
export const maxStudiesAtOnce = 1000;

const studyCommandSchema = z.enum(['pause', 'resume', 'retry', 'cancel']);

/** The same command to many studies: to those that are named, or to all that a filter has now. */
export const studyActionSchema = z.union([
  z.strictObject({
    command: studyCommandSchema,
    studyIds: z.array(idSchema).min(1).max(maxStudiesAtOnce),
  }),
  z.strictObject({ command: studyCommandSchema, filter: studyFilterSchema }),
]);
export type StudyAction = z.infer<typeof studyActionSchema>;

export const studyActionResultSchema = z.strictObject({
  command: studyCommandSchema,
  /** One for each study, in the order of the request, or newest first. */
  results: z.array(
    z.strictObject({
      studyId: z.string(),
      /** Why it is not done; null where it is. */
      problem: problemDocumentSchema.nullable(),
    }),
  ),
});
export type StudyActionResult = z.infer<typeof studyActionResultSchema>;
