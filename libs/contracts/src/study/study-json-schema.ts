import { z } from 'zod';
import { studySpecSchema } from './study-spec.js';

/** The JSON Schema of a study file, by which editors complete and check it. */
export function studyJsonSchema(): Record<string, unknown> {
  return { title: 'crossfold study', ...z.toJSONSchema(studySpecSchema, { io: 'input' }) };
}
