import { z } from 'zod';
import { nameSchema } from '../identifiers.js';
import { sealedOpeningSchema } from '../results/sealed-opening.js';

/** What opens the sealed part of a study by hand. */
export const openSealedPartSchema = z.strictObject({
  confirm: nameSchema.describe('The name of the study once more: the opening cannot be undone.'),
  variant: nameSchema.optional().describe('Whose models vote; the baseline when left out.'),
});
export type OpenSealedPart = z.infer<typeof openSealedPartSchema>;

/** The sealed part of a study, and who has looked at it, of whatever study. */
export const sealedPartViewSchema = z.strictObject({
  images: z.int().min(0),
  /** Oldest first. */
  openings: z.array(sealedOpeningSchema),
  /** The study that was made to open it by hand; null for none. */
  openedBy: z.string().nullable(),
});
export type SealedPartView = z.infer<typeof sealedPartViewSchema>;
