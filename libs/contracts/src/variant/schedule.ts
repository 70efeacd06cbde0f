import { z } from 'zod';
import { readFlatSchedule } from './flat-schedule.js';
import { namedUnion, type OptionRow } from './option-table.js';

/** What a study file may say of each schedule, one row each. Its rates: `schedules` of libs/model. */
export const scheduleTable = {
  plateau: {
    title: 'Lowered as the option `plateau` says, which no other schedule reads.',
    options: {},
  },
  constant: { title: 'The rate of the stage throughout.', options: {} },
  cosine: {
    title: 'A linear warm-up, then half a cosine, step by step (Loshchilov and Hutter 2017).',
    options: {
      warmupEpochs: z
        .number()
        .min(0)
        .max(1000)
        .default(1)
        .describe('Epochs in which the rate grows from zero.'),
      finalShare: z
        .number()
        .min(0)
        .max(1)
        .default(0)
        .describe("What is left at its end, as a share of the stage's rate."),
    },
  },
  step: {
    title: 'Lowered every so many epochs.',
    options: {
      everyEpochs: z.int().min(1).max(1000).default(30).describe('Epochs between two cuts.'),
      factor: z.number().gt(0).lt(1).default(0.1).describe('By which it is lowered.'),
    },
  },
} as const satisfies Record<string, OptionRow>;

export type ScheduleName = keyof typeof scheduleTable;

const scheduleUnion = namedUnion(scheduleTable, 'plateau');
export type ScheduleConfig = z.output<typeof scheduleUnion>;
/** What a study file may say of one schedule, all defaults filled. */
export type ScheduleConfigOf<Name extends ScheduleName> = Extract<ScheduleConfig, { name: Name }>;

/** Takes records of before each schedule had options of its own, too: {@link readFlatSchedule}. */
export const scheduleConfigSchema = z.preprocess(
  readFlatSchedule,
  scheduleUnion,
) as unknown as z.ZodType<ScheduleConfig, z.input<typeof scheduleUnion>>;
