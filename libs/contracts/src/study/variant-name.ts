import { nameSchema } from '../identifiers.js';

/** Of the baseline or an arm: the id of a trial, which begins with it, is taken apart from its end. */
export const variantNameSchema = nameSchema.refine(
  (name) => !/\.r\d+$/.test(name),
  'expected a name that does not end in ".r" and a number, as the repeat of a trial does',
);
