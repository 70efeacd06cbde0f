import { z } from 'zod';
import { isVisible } from './visible-text.js';

/** A text of one line that shows all that it holds. */
export const visibleTextSchema = z
  .string()
  .refine(isVisible, 'expected no control characters, line feeds or marks of direction');

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits');

/** A name that people give: safe in paths, URLs and shells. */
export const nameSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,62}$/,
    'expected 1 to 63 of a-z, 0-9, ".", "_", "-", beginning with a letter or digit',
  );
