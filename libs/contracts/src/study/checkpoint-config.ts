import { z } from 'zod';

/** How often a checkpoint is written, in the unit that was asked for. */
export interface CheckpointInterval {
  readonly count: number;
  readonly unit: 'epochs' | 'steps' | 'seconds';
}

const counted = /^([1-9]\d{0,6}) (epoch|step)s?$/;
const timed = /^([1-9]\d{0,4})(s|m|h)$/;
const secondsOf = { s: 1, m: 60, h: 3600 } as const;

const intervalSchema = z
  .string()
  .refine((text) => counted.test(text) || timed.test(text), {
    error: 'expected a count of epochs or steps or a time, such as "1 epoch", "200 steps", "5m"',
  })
  .meta({ examples: ['1 epoch', '200 steps', '5m'] });

/** When a trial saves its state, and how much of that it keeps. Changes no result. */
export const checkpointConfigSchema = z.strictObject({
  every: z
    .union([intervalSchema, z.array(intervalSchema).min(1).max(3)])
    .default(['1 epoch', '5m'])
    .describe(
      'One or several of: `1 epoch`, `200 steps`, `5m` (s, m, h). Best epochs, the end of a stage and leaving are saved besides.',
    ),
  keep: z
    .int()
    .min(1)
    .max(100)
    .default(2)
    .describe('So many of the newest, each with that of its best epoch, in case one is damaged.'),
});
export type CheckpointConfig = z.infer<typeof checkpointConfigSchema>;

/** The intervals of a checked configuration. */
export function checkpointIntervals({ every }: CheckpointConfig): CheckpointInterval[] {
  return [every].flat().map((text) => {
    const [, count, word] = counted.exec(text) ?? timed.exec(text) ?? [];
    if (word === 'epoch' || word === 'step') return { count: Number(count), unit: `${word}s` };
    return { count: Number(count) * secondsOf[word as 's' | 'm' | 'h'], unit: 'seconds' };
  });
}
