import { z } from 'zod';

export const scheduleConfigSchema = z.strictObject({
  name: z
    .enum(['plateau', 'constant', 'cosine', 'step'])
    .default('plateau')
    .describe(
      '`plateau`: lowered as the option `plateau` says, which no other schedule reads; `cosine`: a linear warm-up, then half a cosine, step by step; `step`: lowered every so many epochs.',
    ),
  warmupEpochs: z
    .number()
    .min(0)
    .max(1000)
    .default(1)
    .describe('Of `cosine`: epochs in which the rate grows from zero.'),
  finalShare: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe("Of `cosine`: what is left at its end, as a share of the stage's rate."),
  everyEpochs: z.int().min(1).max(1000).default(30).describe('Of `step`.'),
  factor: z.number().gt(0).lt(1).default(0.1).describe('Of `step`: by which it is lowered.'),
});
export type ScheduleConfig = z.infer<typeof scheduleConfigSchema>;
