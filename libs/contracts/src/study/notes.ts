import { z } from 'zod';
import { visibleTextSchema } from '../identifiers.js';

const tagSchema = visibleTextSchema.min(1).max(60);
const tagsSchema = z
  .array(tagSchema)
  .max(50)
  .refine((tags) => new Set(tags).size === tags.length, { message: 'expected each tag once' });
const ownerSchema = visibleTextSchema.min(1).max(100);
const textSchema = z.string().max(20_000);

/** What people write beside a study; nothing that runs reads it. */
export const studyNotesSchema = z.strictObject({
  schemaVersion: z.literal(1),
  studyId: z.string(),
  /** Markdown. */
  text: textSchema,
  tags: tagsSchema,
  /** Whom to ask about it. */
  owner: ownerSchema.nullable(),
  updatedAt: z.iso.datetime().nullable(),
});
export type StudyNotes = z.infer<typeof studyNotesSchema>;

/** What is left out stays as it is. */
export const notesRequestSchema = z.strictObject({
  text: textSchema.optional(),
  tags: tagsSchema.optional(),
  owner: ownerSchema.nullable().optional(),
});
export type NotesRequest = z.infer<typeof notesRequestSchema>;

/** Of a study of which nobody has written anything. */
export function newNotes(studyId: string): StudyNotes {
  return { schemaVersion: 1, studyId, text: '', tags: [], owner: null, updatedAt: null };
}
