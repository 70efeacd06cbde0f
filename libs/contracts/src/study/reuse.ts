import { z } from 'zod';
import { refuseRepetition } from './refuse-repetition.js';
import { studyLimits } from './study-limits.js';

const { reused: most } = studyLimits;

/** Whose results a study takes: of those that it names, or of all that have some when it is submitted. */
export const reuseSchema = z
  .union(
    [
      z.literal('auto'),
      z.array(z.string().min(1).max(100)).meta({ uniqueItems: true, maxItems: most }),
    ],
    { error: 'expected auto, or a list of ids of studies' },
  )
  .superRefine((value, context) => {
    if (value === 'auto') return;
    if (value.length > most) {
      const message = `expected at most ${most} entries, got ${value.length}`;
      context.addIssue({ code: 'custom', message });
    }
    refuseRepetition(value, context);
  });
