import { z } from 'zod';
import { isVisible } from './visible-text.js';

const unseenText = 'expected no control characters, line feeds or marks of direction';

/** A text of one line that shows all that it holds: as a pattern too, so that documents of the API say it. */
export const visibleTextSchema = z
  .string()
  .regex(/^[^\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]*$/, {
    error: unseenText,
    abort: true,
  })
  // Halves of surrogate pairs, of which a pattern cannot speak.
  .refine(isVisible, unseenText);

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');

/** A name that people give: safe in paths, URLs and shells. */
export const nameSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,62}$/,
    'expected 1 to 63 of a-z, 0-9, ".", "_", "-", beginning with a letter or digit',
  );

/** An id that crossfold makes, of a study, a trial and the like: one part of a key, and of a path. */
export const idSchema = z
  .string()
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,199}$/,
    'expected 1 to 200 of a-z, A-Z, 0-9, ".", "_", "-", beginning with a letter or digit',
  );
